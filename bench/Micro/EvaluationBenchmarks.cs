using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.Tsdb.Store;

namespace Tocsin.Micro;

/// <summary>
/// Expressions over 1,000 series with a sample every 15 s in the real store: what the plain evaluator costs, and what a
/// faster one is compared with.
/// </summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private const long StepMs = 15_000;
    private const long EndMs = 3_600_000;
    private string _folder = "";
    private SeriesStore? _store;
    private QueryEngine? _engine;
    private Query? _query;

    [Params(
        "m", "rate(m[5m])", "max_over_time(m[10m])", "increase(m[50m])", "sum by (l) (rate(m[5m]))", "m + m",
        "topk(5, m)", "histogram_quantile(0.9, rate(m[5m]))")]
    public string Expression { get; set; } = "m";

    [Params(1, 100)]
    public int Steps { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tocsin-micro-").FullName;
        _store = SeriesStore.Open(
            new StoreOptions { Folder = _folder, Retention = TimeSpan.FromDays(36500) }, TimeProvider.System);
        LabelSet[] labels = [.. Enumerable.Range(0, 1000).Select(Series)];
        var refs = new SeriesRef[labels.Length];
        _store.Resolve(labels, refs);
        var batch = new SampleBatch();
        for (long time = 0; time <= EndMs; time += StepMs)
        {
            batch.Clear();
            for (int i = 0; i < refs.Length; i++)
            {
                batch.Add(refs[i], time, time * (1 + (i % 10)) / 1000.0);
            }

            _store.Append(batch, new AppendOutcome[batch.Count]);
        }

        _engine = new QueryEngine(new EngineOptions(), _store, TimeProvider.System);
        var parsed = ExpressionParser.Parse(Expression);
        _query = Steps == 1
            ? Query.Instant(Expression, parsed.Value!, EndMs)
            : new Query(Expression, parsed.Value!, EndMs - ((Steps - 1) * StepMs), EndMs, StepMs);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _store!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public QueryResult Evaluate() => _engine!.Evaluate(_query!, CancellationToken.None);

    private static LabelSet Series(int i) => LabelSet.Of(
        ("__name__", "m"), ("instance", $"host-{i / 10}:9100"), ("job", "api"), ("l", $"{i % 7}"),
        ("le", i % 10 == 9 ? "+Inf" : $"{i % 10}"));
}
