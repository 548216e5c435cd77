using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.TestKit;
using Tocsin.Tsdb.Store;

namespace Tocsin.SeriesLoad;

/// <summary>
/// 10,000 rules in 500 groups over 100,000 series, evaluated as the server does: results are written, alerts are kept.
/// </summary>
internal sealed class ManyRules : IDisposable
{
    private const int GroupsMax = 500;
    private const int SeriesPerGroup = 200;
    private const int Steps = 60;
    private const int Rounds = 20;

    private readonly VirtualTime _time = new();
    private readonly string _folder = Repository.NewTemporaryFolder("rules-bench");
    private readonly SeriesStore _store;
    private readonly RulesCore _core = new(new RulesOptions());
    private readonly RoundRunner _runner;
    private readonly SampleBatch _batch = new();
    private readonly Random _random = new(7);
    private readonly SeriesRef[] _refs;
    private readonly double[] _values;
    private readonly AppendOutcome[] _outcomes;

    public ManyRules()
    {
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _time);
        LabelSet[] labels = [.. Enumerable.Range(0, GroupsMax * SeriesPerGroup).Select(LabelsOf)];
        _refs = new SeriesRef[labels.Length];
        _values = new double[labels.Length];
        _outcomes = new AppendOutcome[labels.Length];
        _store.Resolve(labels, _refs);
        var queries = new StoreQueries(new EngineOptions(), ParserOptions.Default, _store, _time);
        _runner = new RoundRunner(_core, new RuleHome(queries, new RuleSampleWriter(_store)), _time);
        Groups = [.. Enumerable.Range(0, GroupsMax).Select(GroupOf)];
    }

    private RuleGroupModel[] Groups { get; }

    /// <summary>Measures the median round, and a reload with one changed group.</summary>
    public void Measure(ServerNumbers numbers)
    {
        for (int i = 0; i < Steps; i++)
        {
            Ingest();
        }

        numbers.Set("rules_10k_load", StoreMake.Tocsin, Cost(() => _core.Load(Groups, NowMs)));
        double[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Round())];
        numbers.Set("rules_10k_round", StoreMake.Tocsin, Median(rounds[(Rounds / 2)..]));
        Groups[7] = Groups[7] with { Digest = "changed" };
        numbers.Set("rules_10k_reload", StoreMake.Tocsin, Cost(() => _core.Load(Groups, NowMs)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static LabelSet LabelsOf(int index) => LabelSet.Of(
        ("__name__", $"requests{index / SeriesPerGroup:000}_total"),
        ("instance", string.Create(CultureInfo.InvariantCulture, $"host-{index % 20}:9100")),
        ("job", $"service-{index / SeriesPerGroup:000}"),
        ("path", string.Create(CultureInfo.InvariantCulture, $"/api/v1/{index / 20 % 10}")));

    // Half of the rules are about single paths; the rest about the service as a whole and about what is recorded of it.
    private static RuleGroupModel GroupOf(int group)
    {
        string m = $"requests{group:000}_total";
        List<RuleModel> rules =
        [
            Record($"service{group:000}:rate5m", $"sum by (path) (rate({m}[5m]))"),
            Record($"service{group:000}:rate5m:all", $"sum (rate({m}[5m]))"),
            Alert("Share", $"service{group:000}:rate5m / ignoring (path) group_left service{group:000}:rate5m:all > 0.9"),
            Alert("Burst", $"max_over_time({m}[10m]) > 1e15"),
            Alert("Grown", $"increase({m}[15m]) > 1e12"),
            Alert("Stuck", $"changes({m}[5m]) == 0"),
            Alert("TooMany", $"{m} > 1e15"),
            Alert("Gone", $"absent({m})"),
            Alert("Falls", $"deriv({m}[5m]) < 0"),
            Alert("Few", $"count by (job) ({m}) < 10"),
        ];
        for (int path = 0; path < 10; path++)
        {
            rules.Add(Alert("PathBusy", $"rate({m}{{path=\"/api/v1/{path}\"}}[5m]) > 1e9"));
        }

        return new RuleGroupModel
        {
            File = "rules.yml",
            Name = $"service-{group:000}",
            Interval = TimeSpan.FromMilliseconds(Workload.StepMs),
            Rules = rules,
            Digest = "as written",
        };
    }

    private static RecordingRule Record(string name, string text) =>
        new() { Name = name, ExprText = text, Expr = ExpressionParser.Parse(text).Value! };

    private static AlertingRule Alert(string name, string text) => new()
    {
        Name = name,
        ExprText = text,
        Expr = ExpressionParser.Parse(text).Value!,
        For = TimeSpan.FromMinutes(5),
    };

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static double Cost(Action action)
    {
        Environment.ProcessCpuUsage before = Environment.CpuUsage;
        action();
        return (Environment.CpuUsage.TotalTime - before.TotalTime).TotalMilliseconds;
    }

    private double Round()
    {
        Ingest();
        return Cost(() => _runner.Run(_core.TakeDue(NowMs)!, CancellationToken.None));
    }

    private void Ingest()
    {
        _time.Advance(TimeSpan.FromMilliseconds(Workload.StepMs));
        _batch.Clear();
        for (int i = 0; i < _refs.Length; i++)
        {
            _values[i] += _random.Next(200);
            _batch.Add(_refs[i], NowMs, _values[i]);
        }

        _store.Append(_batch, _outcomes);
        _store.Upkeep.RunDue();
    }
}
