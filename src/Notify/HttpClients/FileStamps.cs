namespace Tocsin.Notify.HttpClients;

/// <summary>What a set of files looked like, to tell cheaply whether one of them changed.</summary>
internal static class FileStamps
{
    /// <summary>The times and sizes of the files; a missing file counts as one.</summary>
    public static string Of(IEnumerable<string> files) => string.Join('|', files.Select(Stamp));

    private static string Stamp(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? $"{info.LastWriteTimeUtc.Ticks}:{info.Length}" : "-";
    }
}
