using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Probes;

/// <summary>A running blackbox_exporter with a module file of its own.</summary>
internal sealed partial class BlackboxExporter : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private BlackboxExporter(ChildProcess process, HttpClient http)
    {
        _process = process;
        _http = http;
    }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="modules">The module file.</param>
    public static async Task<BlackboxExporter> StartAsync(string modules)
    {
        ChildProcess process = ChildProcess.Start(
            Needs.Peer("prometheus-blackbox-exporter"), ["--config.file", modules, "--web.listen-address", "127.0.0.1:0"]);
        string line = await process.Lines.FirstAsync(
            l => Listening().IsMatch(l) || l.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal),
            StartDeadline,
            "a line 'Listening on'");
        if (!Listening().IsMatch(line))
        {
            throw new InvalidOperationException($"blackbox_exporter ended instead of listening:\n{process.Transcript()}");
        }

        int port = int.Parse(Listening().Match(line).Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        return new BlackboxExporter(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") });
    }

    /// <summary>Probes; the metrics in the text format.</summary>
    public async Task<string> ProbeAsync(string module, string target, bool isDebug = false)
    {
        using HttpResponseMessage response = await _http.GetAsync(
            $"probe?module={module}&target={Uri.EscapeDataString(target)}{(isDebug ? "&debug=true" : "")}");
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex("""msg="?Listening on"?.*\baddress="?[^ "]*:(?<port>[0-9]+)""")]
    private static partial Regex Listening();
}
