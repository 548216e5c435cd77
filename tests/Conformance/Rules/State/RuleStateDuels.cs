using Tocsin.Conformance.Queries;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>The same rules over the same samples, evaluated by the real Prometheus and by Tocsin at the same instants.</summary>
public sealed class RuleStateDuels(ITestOutputHelper output)
{
    private const double LeadSeconds = 3;

    [Fact]
    public async Task Alerts_wait_fire_are_kept_and_end_as_in_the_real_Prometheus() =>
        await PlayAsync(RuleStory.Read("states") with { Seconds = 42 });

    [Fact]
    public async Task A_reload_leaves_of_alerts_and_series_what_it_leaves_in_the_real_Prometheus() => await PlayAsync(
        RuleStory.Read("reload") with
        {
            Seconds = 38,
            Interval = TimeSpan.FromSeconds(2),
            FilesAfter = RuleStory.FilesOf("reload/after"),
            ReloadAt = 12,
        });

    // A machine that skips an evaluation of either server proves nothing: then the story is played again.
    private async Task PlayAsync(RuleStory story)
    {
        for (int play = 1; ; play++)
        {
            await using RulePair pair = await RulePair.StartAsync(story);
            (long? reloadMs, RuleRecord wanted, RuleRecord got) = await PlayAsync(pair, story);
            if ((reloadMs is null || wanted.Evaluations != got.Evaluations) && play < Hiccups.MostPlays)
            {
                string[] apart = [.. wanted.Evaluations.Split(' ').Except(got.Evaluations.Split(' ')), "|",
                    .. got.Evaluations.Split(' ').Except(wanted.Evaluations.Split(' '))];
                output.WriteLine($"play {play}: evaluations of only one: {string.Join(' ', apart)}");
                continue;
            }

            Assert.Equal(wanted.Evaluations, got.Evaluations);
            Assert.NotNull(reloadMs);

            // Ours keeps the time of a rule's last evaluation over a reload: what is told then is of two rules.
            List<string> faults = Compare(
                wanted.Ending(reloadMs.Value), got.Ending(reloadMs.Value),
                slotMs => slotMs <= reloadMs && reloadMs < slotMs + story.Interval.TotalMilliseconds);

            // The last evaluation of one may come after the last look: a true difference is there every time.
            if (faults.Count == 0 || play == Hiccups.MostPlays)
            {
                Assert.True(faults.Count == 0, string.Join('\n', faults.Take(40)));
                return;
            }
        }
    }

    private static async Task<(long? ReloadMs, RuleRecord Prometheus, RuleRecord Tocsin)> PlayAsync(RulePair pair, RuleStory story)
    {
        var clock = new RealTime();
        long startMs = (clock.Start.ToUnixTimeMilliseconds() / 1000 * 1000) + (long)(LeadSeconds * 1000);
        double start = (startMs - clock.Start.ToUnixTimeMilliseconds()) / 1000.0;
        byte[] body = story.Body(startMs);
        foreach (SeriesServer server in pair.Both)
        {
            (await server.Client.WriteAsync(body)).Expect(System.Net.HttpStatusCode.NoContent);
        }

        Assert.True(clock.Seconds < start, "the samples came after their time");
        var sightings = new[] { new RuleSightings(), new RuleSightings() };
        double end = start + story.Seconds;
        Task[] watching = [.. pair.Both.Zip(sightings, (server, seen) => seen.WatchAsync(server, clock, end + 1.2))];
        long? reloadMs = story.FilesAfter.Count == 0 ? 0 : await pair.ReloadAsync(story, clock, start + story.ReloadAt);
        await Task.WhenAll(watching);
        return (
            reloadMs,
            await RuleRecord.ReadAsync(pair.Prometheus, pair.ToldByPrometheus, sightings[0], (startMs, story.Seconds)),
            await RuleRecord.ReadAsync(pair.Tocsin, pair.ToldByTocsin, sightings[1], (startMs, story.Seconds)));
    }

    private List<string> Compare(RuleRecord wanted, RuleRecord got, Func<long, bool> isOfTwo)
    {
        List<string> faults = [];
        int seen = 0;
        foreach ((string Rule, long SlotMs) place in wanted.Rules.Places
            .Where(p => got.Rules.Has(p) && !isOfTwo(p.SlotMs)).OrderBy(p => p.Rule).ThenBy(p => p.SlotMs))
        {
            seen++;
            Note(faults, $"{place.Rule} at {place.SlotMs}", wanted.Rules.At(place), got.Rules.At(place));
        }

        Compare(faults, "samples of ", wanted.Samples, got.Samples);
        Compare(faults, "presence of ", wanted.Present, got.Present);
        foreach ((string alert, string left, string right) in AlertPosts.Differences(wanted.Posts, got.Posts))
        {
            Note(faults, "posts of " + alert, left, right);
        }

        int posts = wanted.Posts.Sum(alert => alert.Value.Count);
        output.WriteLine($"{seen} rules after evaluations, {posts} posts of {wanted.Posts.Count} alerts, "
            + $"{wanted.Samples.Count} series, {faults.Count} differences");
        Assert.True(posts > 100, $"only {posts} posts");
        Assert.True(seen > 250 && wanted.Samples.Count > 50, $"only {seen} sightings, {wanted.Samples.Count} series");
        return faults;
    }

    private static void Compare(
        List<string> faults, string what, IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> got)
    {
        foreach (string series in wanted.Keys.Union(got.Keys).Order(StringComparer.Ordinal))
        {
            Note(faults, what + series, wanted.GetValueOrDefault(series, "none"), got.GetValueOrDefault(series, "none"));
        }
    }

    private static void Note(List<string> faults, string what, string wanted, string got)
    {
        (wanted, got) = (DeliberateDifferences.Common(wanted), DeliberateDifferences.Common(got));
        if (wanted != got && DeliberateStates.Reason(what, wanted, got) is null)
        {
            faults.Add($"{what}\n  prometheus {wanted}\n  tocsin     {got}");
        }
    }
}
