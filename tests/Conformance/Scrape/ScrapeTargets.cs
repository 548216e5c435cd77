using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Scrape;

/// <summary>The targets of all cases, on one port: each scraper hears each story from its beginning.</summary>
internal sealed class ScrapeTargets : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, ScrapeCase> _cases;
    private readonly ConcurrentDictionary<(string Case, string Peer), int> _told = [];

    private ScrapeTargets(IEnumerable<ScrapeCase> cases) => _cases = cases.ToDictionary(story => "/" + story.Name);

    public HttpSink Sink { get; private set; } = null!;

    public static async Task<ScrapeTargets> StartAsync(IEnumerable<ScrapeCase> cases)
    {
        var targets = new ScrapeTargets(cases);
        targets.Sink = await HttpSink.StartAsync((_, http) => targets.AnswerAsync(http));
        return targets;
    }

    /// <summary>A configuration with a job for each case.</summary>
    public string Config(string peer, TimeSpan interval)
    {
        string address = new Uri(Sink.Url).Authority;
        return $"global: {{scrape_interval: {interval.TotalMilliseconds}ms}}\nscrape_configs:\n"
            + string.Concat(_cases.Values.Select(story => $"- {{{string.Join(", ", Keys(story, peer, address))}}}\n"));
    }

    /// <summary>Whether a scraper has heard all stories to their end, and one scrape more.</summary>
    public bool HasHeardAll(string peer) => _cases.Values.All(story => story.Answers.Length == 0
        || _told.GetValueOrDefault(("/" + story.Name, peer)) > story.Answers.Length);

    public ValueTask DisposeAsync() => Sink.DisposeAsync();

    private static IEnumerable<string> Keys(ScrapeCase story, string peer, string address)
    {
        yield return $"job_name: {story.Name}, metrics_path: /{story.Name}, params: {{peer: [{peer}]}}";
        if (!story.Config.Contains("static_configs", StringComparison.Ordinal))
        {
            yield return $"static_configs: [{{targets: ['{address}'], labels: {{instance: target}}}}]";
        }

        if (story.Config.Length > 0)
        {
            yield return story.Config.Replace("{target}", address, StringComparison.Ordinal);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        string path = http.Request.Path;
        if (!_cases.TryGetValue(path, out ScrapeCase? story))
        {
            http.Response.StatusCode = 404;
            return;
        }

        int number = _told.AddOrUpdate((path, http.Request.Query["peer"].ToString()), 1, (_, before) => before + 1);
        TargetAnswer answer = story.Answers[Math.Min(number, story.Answers.Length) - 1];
        http.Response.StatusCode = answer.Status;
        if (answer.Type is not null)
        {
            http.Response.ContentType = answer.Type;
        }

        if (answer.Hangs)
        {
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = http.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        if (!answer.IsPacked)
        {
            await http.Response.Body.WriteAsync(answer.Body);
            return;
        }

        http.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync(answer.Body);
    }
}
