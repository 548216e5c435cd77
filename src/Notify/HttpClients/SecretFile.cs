using Tocsin.Notify.Http;

namespace Tocsin.Notify.HttpClients;

/// <summary>Secrets that are kept in files and read when they are used, so that a rotation needs no reload.</summary>
internal static class SecretFile
{
    private const int BytesMax = 1024 * 1024;

    /// <summary>The value itself if there is one, else the trimmed content of the file.</summary>
    /// <exception cref="ClientSetupException">The file cannot be read; the message names it.</exception>
    public static string Read(string value, string file) => value.Length > 0 || file.Length == 0 ? value : ReadFile(file);

    /// <summary>The trimmed content of a file.</summary>
    /// <exception cref="ClientSetupException">The file cannot be read; the message names it.</exception>
    public static string ReadFile(string file)
    {
        try
        {
            var info = new FileInfo(file);
            string text = info.Exists && info.Length > BytesMax
                ? throw new ClientSetupException($"{file} is larger than 1 MiB")
                : File.ReadAllText(file).Trim();
            RevealedSecrets.Note(text);
            return text;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new ClientSetupException($"cannot read {file}: {wrong.Message}", wrong);
        }
    }
}
