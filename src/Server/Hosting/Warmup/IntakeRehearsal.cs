using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Routing;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;
using Tocsin.Server.Api.Alertmanager;

namespace Tocsin.Server.Hosting.Warmup;

/// <summary>
/// Takes some ten thousand made-up alerts through all that an alert passes on its way to the disk, in a router of its own that
/// nobody sees, right after the start. The runtime compiles code for good only once it has run often; without this it would
/// do so in the first seconds of the first storm, which often is what brought the start about.
/// </summary>
/// <remarks>Touches nothing that is shared: no metric, no file, no queue. A fraction of a second of one processor.</remarks>
internal static class IntakeRehearsal
{
    // More alerts in all than the calls after which the runtime compiles again: CallCountThreshold in Tool.csproj.
    private const int BatchSize = 100;
    private const int Routers = 80;

    // Few alerts are alive at once, so that what they leave is young garbage and not memory that the program keeps.
    private const int BatchesPerRouter = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly LabelMatcher OfPages = LabelMatcher.Create(MatchOp.Equal, "severity", "page");

    /// <summary>Plays it in the background.</summary>
    public static Task StartAsync(TimeProvider time, CancellationToken stopping) =>
        Task.Run(() => Run(Instant.From(time.GetUtcNow()), stopping), CancellationToken.None);

    /// <summary>Plays it.</summary>
    /// <param name="now">When the alerts are said to come.</param>
    /// <param name="stopping">Ends it between two routers.</param>
    /// <returns>How many events the alerts became.</returns>
    public static int Run(Instant now, CancellationToken stopping)
    {
        var defaults = new AlertDefaults(now, Pause, ClassicNames: false);
        byte[][] bodies = [.. Enumerable.Range(0, BatchesPerRouter).Select(batch => Body(batch * BatchSize, now))];
        int events = 0;
        for (int i = 0; i < Routers && !stopping.IsCancellationRequested; i++)
        {
            RouterCore router = NewRouter(now);
            foreach (byte[] body in bodies)
            {
                AlertBatch read = new AlertBatchReader(defaults).Read(body);
                router.Put(read.Alerts, now);
                events += router.Effects.Events.Count;
                EncodingRehearsal.Run(CollectionsMarshal.AsSpan(router.Effects.Events));
                router.Effects.Clear();
            }
        }

        return events;
    }

    private static RouterCore NewRouter(Instant now) => new(
        new RouterModel(new RouteTree(Route(MatcherSet.Empty, Route(new MatcherSet([OfPages])))), []),
        new SilenceTable(new SilenceTableOptions(), static () => ""),
        new RouterOptions(),
        now);

    private static RouteNode Route(MatcherSet matchers, params RouteNode[] children) => new()
    {
        Matchers = matchers,
        Key = "{}",
        Id = "{}",
        Receiver = "rehearsal",
        GroupBy = GroupBy.Of(["alertname"]),
        GroupWait = Pause,
        GroupInterval = Pause,
        RepeatInterval = Pause,
        Children = children,
    };

    private static byte[] Body(int first, Instant now)
    {
        Span<byte> at = stackalloc byte[64];
        string startsAt = Encoding.UTF8.GetString(at[..Rfc3339.WriteShortest(now, at)]);
        var body = new StringBuilder("[");
        for (int i = first; i < first + BatchSize; i++)
        {
            body.Append(i == first ? "" : ",").Append($$$"""
                {"labels":{"alertname":"Rehearsal{{{i / 25}}}","instance":"host-{{{i}}}:9100","job":"node","severity":"warning"},
                "annotations":{"summary":"None of this is real","description":"It is over in a moment."},
                "startsAt":"{{{startsAt}}}","generatorURL":"https://tocsin.invalid/graph?g0.expr=up"}
                """);
        }

        return Encoding.UTF8.GetBytes(body.Append(']').ToString());
    }
}
