using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>The real Prometheus, which takes samples by remote write and answers queries.</summary>
internal sealed partial class PrometheusPeer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly ChildProcess _child;
    private readonly HttpClient _client;
    private readonly string _folder;

    private PrometheusPeer(ChildProcess child, string folder, Uri address)
    {
        _child = child;
        _folder = folder;
        _client = new HttpClient { BaseAddress = address };
    }

    public static async Task<PrometheusPeer> StartAsync()
    {
        string program = Needs.Peer("prometheus");
        string folder = Repository.NewTemporaryFolder("peer");
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), "global: {evaluation_interval: 1m}\n");
        ChildProcess child = ChildProcess.Start(program, [
            "--config.file", Path.Combine(folder, "prometheus.yml"),
            "--storage.tsdb.path", Path.Combine(folder, "data"),
            "--web.listen-address", "127.0.0.1:0",
            "--web.enable-remote-write-receiver",
            "--enable-feature=promql-experimental-functions,native-histograms",
            "--log.level", "info"]);
        string line = await child.Lines.FirstAsync(l => Listening().IsMatch(l), StartDeadline, "Prometheus to listen");
        await child.Lines.FirstAsync(
            l => l.Contains("Server is ready", StringComparison.Ordinal), StartDeadline, "Prometheus to be ready");
        return new PrometheusPeer(child, folder, new Uri($"http://127.0.0.1:{Listening().Match(line).Groups["port"].Value}"));
    }

    public async Task WriteAsync(IEnumerable<(LabelSet Labels, IReadOnlyList<MemorySample> Samples)> series)
    {
        using var content = new ByteArrayContent(RemoteWriteMessage.Of(series));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using HttpResponseMessage answer = await _client.PostAsync("api/v1/write", content);
        Assert.True(
            answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The answer's points, <c>labels@time → value</c>, or its error.</summary>
    public async Task<PeerAnswer> QueryAsync(string expression, long startMs, long endMs, long stepMs)
    {
        string path = stepMs == 0
            ? $"api/v1/query?query={Uri.EscapeDataString(expression)}&time={Seconds(endMs)}"
            : $"api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={Seconds(startMs)}&end={Seconds(endMs)}"
                + $"&step={Seconds(stepMs)}";
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return PeerAnswer.Read(json.RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Seconds(long ms) => (ms / 1000.0).ToString("F3", CultureInfo.InvariantCulture);

    [GeneratedRegex("msg=\"Listening on\".*address=127.0.0.1:(?<port>[0-9]+)")]
    private static partial Regex Listening();
}
