using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;
using Tocsin.TestKit;
using Tocsin.Tsdb.Store;

namespace Tocsin.SeriesLoad;

/// <summary>What five templates add to the evaluation of a rule of which 1,000 alerts fire.</summary>
internal sealed class FiringRules : IDisposable
{
    private const int Alerts = 1_000;
    private const int Rounds = 1_000;

    // As people write them: numbers, labels, a condition.
    private static readonly (string Name, string Text)[] Texts =
    [
        ("summary", "{{ $labels.instance }} of {{ $labels.job }} is at {{ $value | humanizePercentage }}"),
        ("description", "The disk {{ $labels.device }} of {{ $labels.instance }} has been above {{ printf \"%.2f\" $value }} for long."),
        ("runbook_url", "https://runbooks.example.com/{{ $labels.job }}/disk?device={{ $labels.device | urlQueryEscape }}"),
        ("dashboard", "https://grafana.example.com/d/disk?var-instance={{ $labels.instance }}&var-job={{ $labels.job }}"),
        ("priority", "{{ if gt $value 0.95 }}P1{{ else if gt $value 0.9 }}P2{{ else }}P3{{ end }}"),
    ];

    private readonly VirtualTime _time = new();
    private readonly string _folder = Repository.NewTemporaryFolder("firing-bench");
    private readonly SeriesStore _store;
    private readonly SeriesRef[] _refs = new SeriesRef[Alerts];

    public FiringRules()
    {
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _time);
        _store.Resolve([.. Enumerable.Range(0, Alerts).Select(LabelsOf)], _refs);
    }

    /// <summary>Measures the processor time of the median evaluation with and without the templates, in turns.</summary>
    public void Measure(ServerNumbers numbers)
    {
        using RoundRunner plain = RunnerOf([], out RulesCore plainCore);
        using RoundRunner written = RunnerOf(Texts, out RulesCore writtenCore);
        var without = new double[Rounds];
        var with = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            Ingest(i);
            without[i] = Run(plain, plainCore);
            with[i] = Run(written, writtenCore);
        }

        numbers.Set("firing_1000_plain", StoreMake.Tocsin, Median(without));
        numbers.Set("firing_1000_texts", StoreMake.Tocsin, Median(with));
        numbers.Set("firing_1000_added", StoreMake.Tocsin, Median(with) - Median(without));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static LabelSet LabelsOf(int index) => LabelSet.Of(
        ("__name__", "disk_used_ratio"),
        ("device", string.Create(CultureInfo.InvariantCulture, $"/dev/nvme{index % 4}n1")),
        ("instance", string.Create(CultureInfo.InvariantCulture, $"host-{index / 4:000}.example.com:9100")),
        ("job", "node"));

    // Of the second half: in the first the compiler is at work.
    private static double Median(double[] times)
    {
        double[] warm = times[(times.Length / 2)..];
        Array.Sort(warm);
        return warm[warm.Length / 2];
    }

    private double Run(RoundRunner runner, RulesCore core)
    {
        RuleRound round = core.TakeDue(_time.GetUtcNow().ToUnixTimeMilliseconds())!;
        Environment.ProcessCpuUsage before = Environment.CpuUsage;
        runner.Run(round, CancellationToken.None);
        return (Environment.CpuUsage.TotalTime - before.TotalTime).TotalMilliseconds;
    }

    private RoundRunner RunnerOf((string Name, string Text)[] texts, out RulesCore core)
    {
        const string Expr = "disk_used_ratio > 0.8";
        core = new RulesCore(new RulesOptions());
        var rule = new AlertingRule
        {
            Name = "DiskFull",
            ExprText = Expr,
            Expr = ExpressionParser.Parse(Expr).Value!,
            Annotations = LabelSet.Of(texts),
            AnnotationTexts =
            [
                .. texts.OrderBy(each => each.Name, StringComparer.Ordinal).Select(each => RuleText.Compile(each.Name, each.Text)),
            ],
        };
        var group = new RuleGroupModel
        {
            File = "rules.yml",
            Name = "disks",
            Interval = TimeSpan.FromMilliseconds(Workload.StepMs),
            Rules = [rule],
        };
        core.Load([group], _time.GetUtcNow().ToUnixTimeMilliseconds());
        var queries = new StoreQueries(new EngineOptions(), ParserOptions.Default, _store, _time);
        return new RoundRunner(core, new RuleHome(queries, new RuleSampleWriter(_store)), _time);
    }

    // Every value differs from the one before, so that no text can be kept.
    private void Ingest(int round)
    {
        _time.Advance(TimeSpan.FromMilliseconds(Workload.StepMs));
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new SampleBatch();
        for (int i = 0; i < Alerts; i++)
        {
            batch.Add(_refs[i], now, 0.81 + ((((i * 7) + (round * 13)) % 1900) / 10_000.0));
        }

        _store.Append(batch, new AppendOutcome[Alerts]);
    }
}
