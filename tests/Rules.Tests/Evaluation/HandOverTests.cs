using Tocsin.Model.Alerts;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Views;
using Tocsin.TestKit.Series;

namespace Tocsin.Rules.Tests.Evaluation;

/// <summary>Two servers over one backend, of which one takes a group over from the other.</summary>
public sealed class HandOverTests : IDisposable
{
    private static readonly RuleGroupModel Group = RuleWorld.Group(
        "g",
        15,
        RuleWorld.Alert("Down", "up == 0", holds: 120, labels: [("team", "{{ $labels.job }}")]),
        RuleWorld.Record("down", "up == 0")) with
    {
        Backend = "there",
    };

    private readonly MemorySeries _backend = new();
    private readonly Server _first;
    private readonly Server _second;

    public HandOverTests() => (_first, _second) = (new Server(_backend), new Server(_backend));

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void An_alert_goes_on_waiting_where_the_other_server_stopped()
    {
        Up(0);
        _first.Core.Load([Group], 0);
        _first.GoTo(60);
        _first.Core.Load([], 60_000, handsOver: true);
        _second.Core.Load([Group], 60_000);
        _first.GoTo(200);
        _second.GoTo(200);

        Assert.Empty(_first.Told);
        Assert.Equal((135, 135_000), (_second.Told[0].At, _second.Told[0].Alert.StartsAt.UnixMs));
        Assert.Equal(0, Stale("down"));
    }

    [Fact]
    public void Without_hand_over_the_series_of_a_group_that_is_gone_end_in_the_backend()
    {
        Up(0);
        _first.Core.Load([Group], 0);
        _first.GoTo(60);
        _first.Core.Load([], 60_000);
        _first.GoTo(200);

        Assert.Equal(1, Stale("down"));
    }

    [Fact]
    public void A_backend_that_is_gone_is_an_error_of_its_rules_and_of_no_other()
    {
        Up(0);
        _first.Core.Load([Group with { Backend = "nowhere" }, RuleWorld.Group("own", 15, RuleWorld.Alert("One", "vector(1)"))], 0);
        _first.GoTo(15);

        Assert.Equal("One", Assert.Single(_first.Told).Alert.Labels["alertname"]);
        Assert.Equal(
            "there is no backend \"nowhere\" any more", RuleViews.Take(_first.Core, new RuleQuery())[0].Rules[0].Runs[^1].Error);
    }

    private int Stale(string name)
    {
        using Model.Seams.ISeriesView view = _backend.OpenView();
        Model.Seams.ISeriesSelection found = view.Select(
            new Model.Seams.SeriesQuery
            {
                Matchers = [Model.Matching.LabelMatcher.Create(Model.Matching.MatchOp.Equal, "__name__", name)],
                FromMs = 0,
                ToMs = 1_000_000,
            },
            CancellationToken.None);
        var columns = new Model.Samples.SampleColumns();
        found.Read(0, columns);
        return columns.Values.ToArray().Count(Model.Samples.StaleMarker.Is);
    }

    private void Up(double value)
    {
        for (long at = 0; at <= 200_000; at += 10_000)
        {
            _backend.Append(Model.Labels.LabelSet.Of(("__name__", "up"), ("job", "a")), new MemorySample(at, value));
        }
    }

    private sealed class Server : IRuleHomes, IDisposable
    {
        private readonly RoundRunner _runner;
        private readonly RuleHome _backend;

        public Server(MemorySeries backend)
        {
            _backend = HomeOf(backend);
            _runner = new RoundRunner(Core, HomeOf(new MemorySeries()), TimeProvider.System, this);
        }

        public RulesCore Core { get; } = new(new RulesOptions());

        public List<(double At, Alert Alert)> Told { get; } = [];

        public RuleHome? Find(string name, bool evaluatesHere) => name == "there" ? _backend : null;

        public void Dispose() => _runner.Dispose();

        public void GoTo(double second)
        {
            while (Core.NextDueMs <= second * 1000)
            {
                RuleRound round = Core.TakeDue(Core.NextDueMs)!;
                RoundEffects effects = _runner.Run(round, CancellationToken.None);
                Told.AddRange(effects.Alerts.Select(alert => (round.AtMs / 1000.0, alert)));
                foreach (ApartRun run in effects.Apart.ToArray())
                {
                    effects = _runner.Finish(run, run.Ask(1, CancellationToken.None), TimeSpan.Zero);
                    Told.AddRange(effects.Alerts.Select(alert => (round.AtMs / 1000.0, alert)));
                }
            }
        }

        private static RuleHome HomeOf(MemorySeries store)
        {
            var queries = new StoreQueries(new EngineOptions(), ParserOptions.Default, store, TimeProvider.System);
            return new RuleHome(queries, new RuleSampleWriter(store));
        }
    }
}
