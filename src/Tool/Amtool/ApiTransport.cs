using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Tool.CommandLine;
using Tocsin.Yaml;

namespace Tocsin.Tool.Amtool;

/// <summary>Makes the connections to a server, with the settings of <c>--http.config.file</c>.</summary>
internal static class ApiTransport
{
    // Go's client looks at HTTP_PROXY and the like by itself.
    private static readonly HttpClientConfig Plain = new() { Proxy = new ProxyConfig { FromEnvironment = true } };

    /// <summary>A client with the settings in <paramref name="path"/>, or with none if that is empty.</summary>
    public static HttpMessageInvoker Create(string path, Terminal terminal) =>
        new HttpClientFactory(terminal.Time, terminal.Environment).Create(path.Length == 0 ? Plain : Read(path));

    private static HttpClientConfig Read(string path)
    {
        YamlDocument document = YamlDocument.Parse(File.ReadAllBytes(path));
        HttpClientConfig config = HttpClientConfig.Default;
        string? error = document.Error?.Text;
        if (error is null && document.Root is { } root)
        {
            var reader = new YamlReader(new YamlReadOptions { AllowExtensions = false });
            reader.Read(HttpClientConfig.Schema, root, ref config);
            error = YamlDiagnostic.Primary(reader.Faults);
        }

        // Source: amtool takes the folder above the file's own as the base of relative paths.
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(path)) ?? "";
        return error is null
            ? config.InDirectory(folder)
            : throw new CommandFailure($"failed to load HTTP config file: {error}") { IsBare = true };
    }
}
