namespace Tocsin.Tool.CommandLine;

/// <summary>The words the operating system has for a failed opening, which scripts look for.</summary>
public static class FileErrors
{
    /// <summary>Describes <paramref name="error"/> in the system's short form.</summary>
    public static string Describe(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "file name too long",
        _ => error.Message,
    };
}
