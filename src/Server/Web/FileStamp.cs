namespace Tocsin.Server.Web;

/// <summary>Tells whether a file changed, without reading it.</summary>
/// <param name="Time">When it was last written.</param>
/// <param name="Length">Its length; -1 if it is not there.</param>
internal readonly record struct FileStamp(DateTime Time, long Length)
{
    /// <summary>The stamp of a file now. Kubernetes swaps a link for new content, so links are followed.</summary>
    public static FileStamp Of(string path)
    {
        if (path.Length == 0)
        {
            return default;
        }

        try
        {
            var file = new FileInfo(path);
            FileInfo target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return target.Exists ? new FileStamp(target.LastWriteTimeUtc, target.Length) : new FileStamp(default, -1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(default, -1);
        }
    }
}
