namespace Tocsin.Notify.Http;

/// <summary>Where files named in a configuration are looked for.</summary>
public static class ConfigPath
{
    /// <summary>The path taken from <paramref name="directory"/> if it is relative; an empty path stays empty.</summary>
    public static string Join(string directory, string path) =>
        path.Length == 0 || Path.IsPathRooted(path) ? path : Path.Combine(directory, path);
}
