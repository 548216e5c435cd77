using Tocsin.Journal.Events;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Recovery;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Tests;

/// <summary>A router with a clock that jumps from one due instant to the next, and a sink that always answers.</summary>
internal sealed class RouterRig
{
    private readonly RouterOptions _options;
    private readonly Queue<Flush> _unanswered = [];
    private int _nextId;

    public RouterRig(RouterModel model, RouterOptions? options = null)
    {
        _options = options ?? new RouterOptions();
        Core = NewCore(model);
    }

    public static Instant Start { get; } = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RouterCore Core { get; private set; }

    public Instant Now { get; private set; } = Start;

    public List<Flush> Flushes { get; } = [];

    public List<JournalEvent> Events { get; } = [];

    /// <summary>What the sink answers; null leaves the flush open.</summary>
    public bool? Answer { get; set; } = true;

    public static RouterModel Model(RouteNode root, params InhibitRuleModel[] rules) => new(new RouteTree(root), rules);

    public static RouteNode Route(
        string receiver, string matchers = "{}", GroupBy? groupBy = null, params RouteNode[] children) => new()
        {
            Matchers = Parse(matchers),
            Key = matchers,
            Id = matchers,
            Receiver = receiver,
            GroupBy = groupBy ?? GroupBy.None,
            GroupWait = TimeSpan.FromSeconds(30),
            GroupInterval = TimeSpan.FromMinutes(5),
            RepeatInterval = TimeSpan.FromHours(4),
            Children = children,
        };

    public static MatcherSet Parse(string matchers) =>
        MatcherParser.Default.TryParse(matchers, out MatcherSet? parsed, out string? error)
            ? parsed
            : throw new FormatException(error);

    public Alert Alert(string name, double forMinutes = 60, params (string, string)[] more) => new()
    {
        Labels = LabelSet.Of([("alertname", name), .. more]),
        StartsAt = Now,
        EndsAt = Now + TimeSpan.FromMinutes(forMinutes),
        UpdatedAt = Now,
    };

    public void Put(params Alert[] alerts)
    {
        Core.Put(alerts, Now);
        Settle();
    }

    /// <summary>Moves the clock, stopping at every instant at which the core has something to do.</summary>
    public void Advance(TimeSpan by)
    {
        Instant target = Now + by;
        while (Core.NextDue <= target)
        {
            Now = Instant.Later(Now, Core.NextDue);
            Core.Tick(Now);
            Settle();
        }

        Now = target;
    }

    public void Reload(RouterModel model)
    {
        Core.Reload(model, Now);
        Settle();
    }

    public void AnswerOpen(bool succeeded)
    {
        while (_unanswered.TryDequeue(out Flush? flush))
        {
            Core.FlushEnded(flush.GroupId, flush.Number, succeeded, Now);
            Settle();
        }
    }

    /// <summary>Loses everything but the events so far, and starts again that much later.</summary>
    public void Crash(TimeSpan downFor, RouterModel? model = null)
    {
        var state = new RouterState();
        foreach (JournalEvent happened in Events)
        {
            state.Apply(happened);
        }

        _unanswered.Clear();
        Now += downFor;
        Core = NewCore(model ?? Core.Model);
        Core.Restore(state, Now);
        Core.Tick(Now);
        Settle();
    }

    public IEnumerable<T> EventsOf<T>()
        where T : JournalEvent => Events.OfType<T>();

    private RouterCore NewCore(RouterModel model) =>
        new(model, new SilenceTable(new SilenceTableOptions(), () => $"id-{_nextId++}"), _options, Now);

    private void Settle()
    {
        Events.AddRange(Core.Effects.Events);
        List<Flush> flushes = [.. Core.Effects.Flushes];
        Core.Effects.Clear();
        foreach (Flush flush in flushes)
        {
            Flushes.Add(flush);
            if (Answer is { } succeeded)
            {
                Core.FlushEnded(flush.GroupId, flush.Number, succeeded, Now);
                Settle();
            }
            else
            {
                _unanswered.Enqueue(flush);
            }
        }
    }
}
