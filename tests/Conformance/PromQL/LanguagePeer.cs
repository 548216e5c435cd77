using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.PromQL;

/// <summary>The real Prometheus, asked only what it makes of expressions.</summary>
internal sealed partial class LanguagePeer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly ChildProcess _child;
    private readonly string _folder;
    private readonly HttpClient _client;

    private LanguagePeer(ChildProcess child, string folder, Uri address)
    {
        _child = child;
        _folder = folder;
        _client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Starts one without targets and rules, with all that is experimental in it.</summary>
    public static async Task<LanguagePeer> StartAsync()
    {
        string folder = Repository.NewTemporaryFolder("language");
        string config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, "global: {}\n");
        ChildProcess child = ChildProcess.Start(Needs.Peer("prometheus"), [
            "--config.file", config,
            "--storage.tsdb.path", Path.Combine(folder, "data"),
            "--web.listen-address", "127.0.0.1:0",
            "--enable-feature", "promql-experimental-functions,promql-duration-expr"]);
        string line = await child.Lines.FirstAsync(l => Listening().IsMatch(l), StartDeadline, "Prometheus to listen");
        await child.Lines.FirstAsync(
            l => l.Contains("ready to receive web requests", StringComparison.Ordinal),
            StartDeadline,
            "Prometheus to be ready");
        return new LanguagePeer(child, folder, new Uri($"http://127.0.0.1:{Listening().Match(line).Groups["port"].Value}"));
    }

    /// <summary>The expression over several lines, or why it is refused.</summary>
    public async Task<(string? Pretty, string? Error)> FormatAsync(string text)
    {
        using JsonDocument answer = await AskAsync("format_query", text);
        return answer.RootElement.GetProperty("status").GetString() == "success"
            ? (answer.RootElement.GetProperty("data").GetString(), null)
            : (null, answer.RootElement.GetProperty("error").GetString()!
                .Replace("invalid parameter \"query\": ", "", StringComparison.Ordinal));
    }

    /// <summary>The tree of an expression that it takes.</summary>
    public async Task<JsonElement> ParseAsync(string text)
    {
        using JsonDocument answer = await AskAsync("parse_query", text);
        return answer.RootElement.GetProperty("data").Clone();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("msg=\"Listening on\".*address=127.0.0.1:(?<port>[0-9]+)")]
    private static partial Regex Listening();

    private async Task<JsonDocument> AskAsync(string endpoint, string text)
    {
        using var form = new FormUrlEncodedContent([new("query", text)]);
        using HttpResponseMessage response = await _client.PostAsync(new Uri($"/api/v1/{endpoint}", UriKind.Relative), form);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        return await JsonDocument.ParseAsync(body, new JsonDocumentOptions { MaxDepth = 2000 });
    }
}
