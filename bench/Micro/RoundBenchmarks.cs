using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;
using Tocsin.Tsdb.Store;

namespace Tocsin.Micro;

/// <summary>Selections and rules over a store of 1,000 counters with 220 samples each.</summary>
[MemoryDiagnoser]
public class RoundBenchmarks
{
    private const int Count = 1_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Rules =
    [
        "sum by (job, path) (rate(requests_total[5m]))",
        "sum by (job, path) (rate(requests_total[5m])) / on (job) group_left sum by (job) (rate(requests_total[5m])) > 0.9",
        "increase(requests_total[50m]) > 1e9", "max_over_time(requests_total[10m]) > 1e12", "requests_total > 1e12",
    ];

    private readonly SampleColumns _columns = new();
    private readonly SampleBatch _batch = new();
    private readonly SeriesRef[] _refs = new SeriesRef[Count];
    private readonly AppendOutcome[] _outcomes = new AppendOutcome[Count];
    private readonly (string Text, Expr Expression)[] _rules = [.. Rules.Select(r => (r, ExpressionParser.Parse(r).Value!))];
    private readonly VectorSelector _selector =
        (VectorSelector)ExpressionParser.Parse("requests_total{instance=~\"host-7.*\"}").Value!;
    private readonly StoppedClock _clock = new();
    private SeriesStore _store = null!;
    private RoundEvaluator _rounds = null!;
    private string _folder = "";
    private double _value;

    /// <summary>Fills the store.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tocsin-micro-").FullName;
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _clock);
        _rounds = new RoundEvaluator(new EngineOptions(), _store, _clock);
        LabelSet[] labels = [.. Enumerable.Range(0, Count).Select(i => LabelSet.Of(
            ("__name__", "requests_total"), ("instance", $"host-{i / 10}"), ("job", "api"), ("path", $"/{i % 10}")))];
        _store.Resolve(labels, _refs);
        for (int i = 0; i < 220; i++)
        {
            Ingest();
        }
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A sample of each series comes in.</summary>
    [Benchmark]
    public int Ingest()
    {
        _clock.Now += TimeSpan.FromSeconds(15);
        _batch.Clear();
        _value += 7;
        for (int i = 0; i < Count; i++)
        {
            _batch.Add(_refs[i], NowMs, _value + i);
        }

        return _store.Append(_batch, _outcomes);
    }

    /// <summary>A sample of each series comes in, and a round of five rules.</summary>
    [Benchmark]
    public int IngestAndRound()
    {
        Ingest();
        using Round round = _rounds.Begin(NowMs);
        int elements = 0;
        foreach ((string text, Expr expression) in _rules)
        {
            elements += Elements(round.Evaluate(text, expression, CancellationToken.None));
        }

        return elements;
    }

    /// <summary>The rules by the plain evaluator.</summary>
    [Benchmark]
    public int RulesPlainly()
    {
        var engine = new QueryEngine(new EngineOptions(), _store, _clock);
        int elements = 0;
        foreach ((string text, Expr expression) in _rules)
        {
            elements += Elements(engine.Evaluate(Query.Instant(text, expression, NowMs), CancellationToken.None));
        }

        return elements;
    }

    /// <summary>Finds a hundred series by a pattern that was asked before, and reads five minutes of each.</summary>
    [Benchmark]
    public int SelectAndRead()
    {
        using ISeriesView view = _store.OpenView();
        ISeriesSelection selection = view.Select(
            new SeriesQuery
            {
                Matchers = _selector.Matchers,
                FromMs = NowMs - 300_000,
                ToMs = NowMs,
            },
            CancellationToken.None);
        int samples = 0;
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, _columns);
            samples += _columns.Count;
        }

        return samples;
    }

    private long NowMs => _clock.Now.ToUnixTimeMilliseconds();

    private static int Elements(QueryResult result) => result.Value is QueryValue.Vector vector
        ? vector.Samples.Count
        : throw new InvalidOperationException(result.Error?.Message);

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
