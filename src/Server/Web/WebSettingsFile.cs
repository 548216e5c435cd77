using Microsoft.Extensions.Logging;
using Tocsin.Yaml;

namespace Tocsin.Server.Web;

/// <summary>
/// The web configuration file, read again whenever it changed, so that users and certificates can be replaced without a
/// reload. Thread-safe.
/// </summary>
public sealed partial class WebSettingsFile
{
    private readonly Lock _gate = new();
    private readonly ILogger _log;
    private volatile Reading _reading;

    private WebSettingsFile(string path, ILogger log, Reading reading)
    {
        Path = path;
        _log = log;
        _reading = reading;
    }

    /// <summary>Its path; empty if there is none.</summary>
    public string Path { get; }

    /// <summary>Reads the file for the first time.</summary>
    /// <param name="path">Its path; empty for none, which allows everything.</param>
    /// <param name="log">Where later mistakes in it are told.</param>
    /// <param name="file">The file.</param>
    /// <param name="error">What is wrong with it, else null.</param>
    public static bool TryOpen(string path, ILogger log, out WebSettingsFile file, out string? error)
    {
        Reading reading = path.Length == 0 ? new Reading(default, new WebSettings(), null) : Read(path);
        file = new WebSettingsFile(path, log, reading);
        error = reading.Error;
        return error is null;
    }

    /// <summary>
    /// The settings of the file as it is now. Null when it is wrong or gone: then nobody may be let in, since it may
    /// have been meant to keep people out.
    /// </summary>
    public WebSettings? Current()
    {
        Reading reading = _reading;
        if (Path.Length == 0 || reading.Stamp == Stamp(Path))
        {
            return reading.Error is null ? reading.Settings : null;
        }

        lock (_gate)
        {
            if (_reading.Stamp != Stamp(Path))
            {
                Reading fresh = Read(Path);
                if (fresh.Error is { } error && error != _reading.Error)
                {
                    LogUnreadable(Path, error);
                }

                _reading = fresh;
            }

            return _reading.Error is null ? _reading.Settings : null;
        }
    }

    /// <summary>Reads and checks a text as the content of a file in <paramref name="folder"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, string folder, out WebSettings settings, out string? error)
    {
        settings = WebSettingsSchema.Root.Initial;
        YamlDocument document = YamlDocument.Parse(content);
        if (document.Error is { } syntax)
        {
            error = syntax.Text;
            return false;
        }

        if (document.Root is { } root)
        {
            var reader = new YamlReader(new YamlReadOptions());
            reader.Read(WebSettingsSchema.Root, root, ref settings);
            error = YamlDiagnostic.Primary(reader.Faults);
            if (error is not null)
            {
                return false;
            }
        }

        error = null;
        settings = settings with { Tls = InFolder(settings.Tls, folder) };
        return true;
    }

    private static Reading Read(string path)
    {
        FileStamp stamp = Stamp(path);
        try
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "";
            bool good = TryParse(File.ReadAllBytes(path), folder, out WebSettings settings, out string? error);
            return new Reading(stamp, settings, good ? null : error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException
                ? "no such file or directory"
                : e.Message;
            return new Reading(stamp, new WebSettings(), $"open {path}: {reason}");
        }
    }

    private static TlsSettings InFolder(TlsSettings tls, string folder) => tls with
    {
        CertFile = InFolder(tls.CertFile, folder),
        KeyFile = InFolder(tls.KeyFile, folder),
        ClientCaFile = InFolder(tls.ClientCaFile, folder),
    };

    private static string InFolder(string path, string folder) =>
        path.Length == 0 ? path : System.IO.Path.Combine(folder, path);

    private static FileStamp Stamp(string path) => FileStamp.Of(path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unable to parse configuration {file} {err}")]
    private partial void LogUnreadable(string file, string err);

    private sealed record Reading(FileStamp Stamp, WebSettings Settings, string? Error);
}
