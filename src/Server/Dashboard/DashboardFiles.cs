using System.IO.Compression;

namespace Tocsin.Server.Dashboard;

/// <summary>
/// The built dashboard in memory: one archive beside the program, each file with its compressed forms. Immutable;
/// safe for concurrent use.
/// </summary>
internal sealed class DashboardFiles
{
    private const string FileName = "dashboard.zip";
    private const string PageList = "pages.txt";
    private readonly Dictionary<string, DashboardFile> _files;

    private DashboardFiles(Dictionary<string, DashboardFile> files, IReadOnlyList<string> pages)
    {
        _files = files;
        Pages = pages;
    }

    /// <summary>The first path segments that belong to the dashboard, such as <c>alerts</c>; none if it was not built.</summary>
    public IReadOnlyList<string> Pages { get; }

    /// <summary>The files by their path without a slash in front.</summary>
    public IReadOnlyDictionary<string, DashboardFile> Files => _files;

    /// <summary>The page that starts the dashboard; null if the program was built without it.</summary>
    public DashboardFile? Index => _files.GetValueOrDefault("index.html");

    /// <summary>Opens the archive beside the program; without one, an empty set.</summary>
    public static DashboardFiles OpenBesideProgram()
    {
        string path = Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(path))
        {
            return new DashboardFiles([], []);
        }

        using FileStream archive = File.OpenRead(path);
        return Read(archive);
    }

    /// <summary>Reads an archive: files, their forms with <c>.br</c> and <c>.gz</c> behind the name, the list of pages.</summary>
    public static DashboardFiles Read(Stream archive)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read);
        var contents = new Dictionary<string, (byte[] Bytes, uint Sum)>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            byte[] bytes = new byte[entry.Length];
            using Stream content = entry.Open();
            content.ReadExactly(bytes);
            contents.Add(entry.FullName, (bytes, entry.Crc32));
        }

        var files = new Dictionary<string, DashboardFile>(StringComparer.Ordinal);
        foreach ((string name, (byte[] bytes, uint sum)) in contents)
        {
            if (name != PageList && !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            {
                files.Add(name, new DashboardFile(name, bytes)
                {
                    Brotli = contents.TryGetValue(name + ".br", out var brotli) ? brotli.Bytes : null,
                    Gzip = contents.TryGetValue(name + ".gz", out var gzip) ? gzip.Bytes : null,
                    ETag = $"\"{sum:x8}-{bytes.Length:x}\"",
                });
            }
        }

        string pages = contents.TryGetValue(PageList, out var list) ? System.Text.Encoding.UTF8.GetString(list.Bytes) : "";
        return new DashboardFiles(files, pages.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
