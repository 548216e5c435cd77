using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Scrape;

/// <summary>
/// The same targets scraped by the real Prometheus and by Tocsin from one prometheus.yml: every sample of every series
/// must be the same, <c>up</c>, <c>scrape_*</c> and stale markers included. Durations are not compared.
/// </summary>
public sealed class ScrapeDuels(ITestOutputHelper output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task All_series_of_flapping_relabelled_malformed_and_slow_targets_are_the_same()
    {
        ScrapeCase[] cases = [.. ScrapeCases.All(), .. MalformedBodies.All()];
        Dictionary<string, string> faults = await PlayAsync(cases);
        if (faults.Count > 0)
        {
            // A machine that is busy elsewhere makes a first scrape late, in either server; a real difference comes back.
            faults = await PlayAsync([.. cases.Where(story => story.Name == "steady" || faults.ContainsKey(story.Name))]);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Values));
    }

    private async Task<Dictionary<string, string>> PlayAsync(ScrapeCase[] cases)
    {
        await using ScrapeTargets targets = await ScrapeTargets.StartAsync(cases);
        await using SeriesServer prometheus = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            Config = targets.Config("prometheus", Interval),
        });
        using var folder = new OwnFolder();
        await using SeriesServer tocsin = await StartTocsinAsync(folder.Path, targets.Config("tocsin", Interval));
        await RealTime.PollAsync(
            () => Task.FromResult(targets.HasHeardAll("prometheus") && targets.HasHeardAll("tocsin")), Patience, "all stories told");

        Dictionary<string, string[]> wanted = Tell(await StoredSeries.ReadAsync(prometheus.Client.Root), cases);
        Dictionary<string, string[]> got = Tell(await StoredSeries.ReadAsync(tocsin.Client.Root), cases);
        output.WriteLine($"{cases.Length} targets, {wanted.Values.Sum(lines => lines.Length)} series");
        Assert.True(wanted.Values.Sum(lines => lines.Length) > cases.Length * 4);
        return Compare(cases, wanted, got);
    }

    private static Dictionary<string, string> Compare(
        ScrapeCase[] cases, Dictionary<string, string[]> wanted, Dictionary<string, string[]> got)
    {
        var faults = new Dictionary<string, string>();
        foreach (ScrapeCase story in cases)
        {
            string[] left = wanted.GetValueOrDefault(story.Name) ?? [];
            string[] right = got.GetValueOrDefault(story.Name) ?? [];
            if (HasHalfRead(left))
            {
                // Upstream does not end series that it read before it came to the fault, and ends others that never began.
                (left, right) = (WithoutEnds(left), WithoutEnds(right));
            }

            string[] differences =
                [.. left.Except(right).Select(line => $"  prometheus {line}"),
                    .. right.Except(left).Select(line => $"  tocsin     {line}")];
            if (differences.Length > 0 && !ScrapeCases.Deliberate.ContainsKey(story.Name))
            {
                string about = Model.Labels.GoQuote.Quote(MalformedBodies.Text(story.Name));
                faults[story.Name] = $"{story.Name} {about}\n{string.Join('\n', differences.Order(StringComparer.Ordinal))}";
            }
        }

        return faults;
    }

    private static async Task<SeriesServer> StartTocsinAsync(string folder, string config)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config);
        return await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = "prometheus: {config_file: prometheus.yml}\nseries: {scrape_self: false}\n",
        });
    }

    // Both began at another time, so a sample's time is told by the scrape that it belongs to, which the series up counts.
    private static Dictionary<string, string[]> Tell(IReadOnlyList<StoredLine> lines, IReadOnlyList<ScrapeCase> cases) => lines
        .GroupBy(line => line.Job)
        .ToDictionary(job => job.Key, job => Tell([.. job], cases.Single(story => story.Name == job.Key)));

    private static string[] Tell(IReadOnlyList<StoredLine> lines, ScrapeCase story)
    {
        if (story.Answers.Length == 0)
        {
            // Several targets, or none that answers: each has turns of its own, and its first one says it all.
            return [.. lines.Select(line => $"{line.Labels} {(IsDuration(line) ? "?" : line.Samples[0].Value)}")];
        }

        long[] scrapes = [.. lines.Where(line => line.Labels.Contains("__name__=up,", StringComparison.Ordinal))
            .SelectMany(line => line.Samples).Select(sample => sample.TimeMs).Order()
            .Take(Math.Max(2, story.Answers.Length))];
        long last = scrapes.LastOrDefault();
        return [.. lines.Select(line => $"{line.Labels} {string.Join(' ', line.Samples
            .Where(sample => sample.TimeMs <= last)
            .Select(sample => $"{Name(sample.TimeMs)}:{(IsDuration(line) ? "?" : sample.Value)}"))}")
            .Where(line => !line.EndsWith(' '))];

        string Name(long timeMs) => Array.IndexOf(scrapes, timeMs) is >= 0 and var number ? $"#{number + 1}" : $"{timeMs}";
    }

    private static bool HasHalfRead(string[] lines)
    {
        string[] Samples(string name) => lines.FirstOrDefault(line => line.Contains($"__name__={name},", StringComparison.Ordinal))
            ?.Split(' ')[1..] ?? [];
        return Samples("up").Zip(Samples("scrape_samples_scraped"))
            .Any(pair => pair.First.EndsWith(":0", StringComparison.Ordinal) && !pair.Second.EndsWith(":0", StringComparison.Ordinal));
    }

    private static string[] WithoutEnds(string[] lines) =>
    [
        .. lines.Select(line => string.Join(' ', line.Split(' ').Where(part => !part.EndsWith(":stale", StringComparison.Ordinal))))
            .Where(line => line.Contains(' ', StringComparison.Ordinal)),
    ];

    /// <summary>A folder that goes once the server in it has ended.</summary>
    private sealed class OwnFolder : IDisposable
    {
        public string Path { get; } = Repository.NewTemporaryFolder("scrape-duel");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private static bool IsDuration(StoredLine line) =>
        line.Labels.Contains("__name__=scrape_duration_seconds,", StringComparison.Ordinal);
}
