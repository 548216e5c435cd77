using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>
/// Whatever alerts come, change and go: who has followed a stream's deltas sees what who comes now sees, and both see what a
/// plain recomputation of everything gives.
/// </summary>
public sealed class LiveFeedProperties
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    private static readonly string[] Severities = ["critical", "warning", "info", ""];

    private static readonly (string Query, Func<WorldAlert, bool> Wants)[] Queries =
    [
        ("", static _ => true),
        ("filter=severity%3D%22critical%22", static alert => alert.Alert.Labels["severity"] == "critical"),
        ("filter=severity!%3Dcritical", static alert => alert.Alert.Labels["severity"] != "critical"),
        ("filter=alertname%3D~%22[a-d]%22&filter=team%3Ddb", static alert =>
            alert.Alert.Labels["team"] == "db" && string.CompareOrdinal(alert.Alert.Labels["alertname"], "e") < 0),
        ("filter=@state%3Dactive", static alert => alert.SilencedBy is null && alert.InhibitedBy is null),
        ("filter=@state!%3Dsilenced&filter=@team%3Dweb", static alert =>
            alert.SilencedBy is null && alert.Alert.Labels["team"] == "web"),
        ("filter=@silenced_by%3Ds1", static alert => alert.SilencedBy == "s1"),
        ("filter=@receiver%3Ddb", static alert => alert.Alert.Labels["team"] == "db"),
        ("filter=ABOUT%20a", static alert => alert.Alert.Annotations["summary"] == "about a"),
        ("filter=missing%3D%22%22", static _ => true),
    ];

    private static readonly string[] Shapes =
    [
        "", "limit=2&alerts=2", "limit=3&offset=1", "group=@none&limit=4", "group=@none&limit=3&offset=2", "group=team",
        "group=team&group=severity&sort=name", "group=@auto", "sort=newest", "sort=oldest&limit=2", "sort=size",
    ];

    [Fact]
    public void A_stream_that_was_followed_shows_what_a_plain_recomputation_gives()
    {
        Gen<(int, int, int[])> runs =
            from query in Gen.Choose(0, Queries.Length - 1)
            from shape in Gen.Choose(0, Shapes.Length - 1)
            from steps in Gen.Choose(0, 99_999).ArrayOf(40)
            select (query, shape, steps);
        Prop.ForAll(runs.ToArbitrary(), run => Follow(run.Item1, run.Item2, run.Item3))
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private static void Follow(int which, int shape, int[] steps)
    {
        (string text, Func<WorldAlert, bool> wants) = Queries[which];
        LiveQuery query = LiveQueries.Read($"?{text}&{Shapes[shape]}");
        var world = new World();
        var board = new LiveBoard();
        board.Read(world.Groups(), world.Now);
        var feed = new LiveFeed(query, "epoch", board, world.Now);
        var browser = new Browser();
        browser.Take(feed.Snapshot(world.Now));
        var sleeper = new Browser();
        sleeper.Take(feed.Snapshot(world.Now));
        foreach (int[] batch in steps.Chunk(4))
        {
            Array.ForEach(batch, step => Act(world, step));
            LiveChange change = board.Read(world.Groups(), world.Now);
            if (feed.View.Update(change, board, world.Now) && feed.Delta(world.Now) is { } delta)
            {
                browser.Take(delta);
            }

            var comer = new Browser();
            comer.Take(feed.Snapshot(world.Now));
            AssertSame(comer.Groups, browser.Groups);
            Assert.Equal(comer.AlertCount, browser.AlertCount);
            Naive.AssertShows(world, query, wants, browser);
        }

        foreach (byte[] missed in feed.Since(sleeper.LastEventId)!)
        {
            sleeper.Take(missed);
        }

        AssertSame(browser.Groups, sleeper.Groups);
    }

    private static void AssertSame(IReadOnlyList<ShownGroup> left, IReadOnlyList<ShownGroup> right)
    {
        Assert.Equal(left.Count, right.Count);
        for (int i = 0; i < left.Count; i++)
        {
            Assert.Equal((left[i].Labels, left[i].Count, left[i].Active), (right[i].Labels, right[i].Count, right[i].Active));
            Assert.Equal(left[i].Alerts, right[i].Alerts);
        }
    }

    private static void Act(World world, int step)
    {
        string name = Names[step % Names.Length];
        int kind = step / Names.Length % 8;
        string severity = Severities[step / 100 % Severities.Length];
        LabelSet labels = LabelSet.Of(
            ("alertname", name), ("cluster", step / 400 % 2 == 0 ? "x" : "y"), ("team", step / 800 % 2 == 0 ? "db" : "web"),
            ("severity", severity));
        LabelSet known = world.Alerts.TryGetValue(name, out WorldAlert? alert) ? alert.Alert.Labels : labels;
        switch (kind)
        {
            case 0:
                world.End(name);
                break;
            case 1:
                world.Fire(name, known, one => one with { SilencedBy = one.SilencedBy is null ? "s1" : null });
                break;
            case 2:
                world.Fire(name, known, one => one with { InhibitedBy = one.InhibitedBy is null ? "0011223344556677" : null });
                break;
            case 3:
                // A heartbeat: nothing of it is shown.
                world.Fire(name, known, one => one with { Alert = Extended(one.Alert) });
                break;
            default:
                world.Fire(name, known);
                break;
        }

        world.Now += TimeSpan.FromSeconds(1);
    }

    private static Alert Extended(Alert alert) => alert with { EndsAt = alert.EndsAt + TimeSpan.FromSeconds(1) };
}
