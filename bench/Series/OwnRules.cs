using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;
using Tocsin.TestKit;
using Tocsin.Tsdb.Store;

namespace Tocsin.SeriesLoad;

/// <summary>The rule workload in this process: the plain evaluator and rounds over the series store.</summary>
internal sealed class OwnRules : IDisposable
{
    private const int Rounds = 60;

    private readonly Workload _workload;
    private readonly VirtualTime _time = new();
    private readonly string _folder = Repository.NewTemporaryFolder("series-bench");
    private readonly SeriesStore _store;
    private readonly (string Text, Expr Expression)[] _rules;
    private readonly SeriesRef[] _refs;
    private readonly AppendOutcome[] _outcomes;
    private readonly SampleBatch _batch = new();
    private readonly RoundEvaluator _rounds;
    private readonly QueryEngine _engine;

    public OwnRules(Workload workload)
    {
        _workload = workload;
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _time);
        _refs = new SeriesRef[workload.Labels.Length];
        _outcomes = new AppendOutcome[_refs.Length];
        _store.Resolve(workload.Labels, _refs);
        _rounds = new RoundEvaluator(new EngineOptions(), _store, _time);
        _engine = new QueryEngine(new EngineOptions(), _store, _time);
        _rules = [.. Enumerable.Range(0, workload.Groups).SelectMany(Workload.Rules).Select(r => Parse(r.Expression))];
        for (int i = 0; i < Workload.Steps; i++)
        {
            Ingest();
            _store.Upkeep.RunDue();
        }
    }

    /// <summary>
    /// Measures medians of rounds, once the compiler has done its work, and the size of the blocks once they are merged.
    /// </summary>
    public void Measure(ServerNumbers numbers)
    {
        long live = GC.GetTotalMemory(forceFullCollection: true);
        Console.Error.WriteLine($"managed memory in use: {live / _refs.Length} bytes per series");
        numbers.Set("rule_round_plain", StoreMake.Tocsin, Median([.. Enumerable.Range(0, 9).Select(_ => Plain())]));
        TimeSpan[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Round())];
        numbers.Set("rule_round", StoreMake.Tocsin, Median(rounds[(Rounds / 2)..]));
        Console.Error.WriteLine($"rounds keep {_rounds.SamplesKept} samples; plain answers: {_rounds.PlainAnswers}");
        numbers.Set("rate_1000_inside", StoreMake.Tocsin, Instant());
        _store.Upkeep.FlushNow();
        _store.Upkeep.RunDue();
        double samples = (double)(Workload.Steps + Rounds) * _refs.Length;
        numbers.Set("bytes_per_sample", StoreMake.Tocsin, _store.BlockBytes / samples);
    }

    private static double Median(TimeSpan[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2].TotalMilliseconds;
    }

    // The mean of a query over the last five minutes of 1,000 series, parsed anew each time.
    private double Instant()
    {
        const int Queries = 400;
        const string Rate = "rate(service00_request_duration_seconds_bucket[5m])";
        var evaluator = new InstantEvaluator(new EngineOptions(), _store, _time);
        Ask();
        return Cost(Ask).TotalMilliseconds / Queries;

        void Ask()
        {
            for (int i = 0; i < Queries; i++)
            {
                Check(evaluator.Evaluate(Query.Instant(Rate, Parse(Rate).Expression, NowMs), CancellationToken.None));
            }
        }
    }

    private TimeSpan Plain() => Cost(() =>
    {
        foreach ((string text, Expr expression) in _rules)
        {
            Check(_engine.Evaluate(Query.Instant(text, expression, NowMs), CancellationToken.None));
        }
    });

    // Of all rules, after new samples came in.
    private TimeSpan Round()
    {
        Ingest();
        _store.Upkeep.RunDue();
        return Cost(() =>
        {
            using Round round = _rounds.Begin(NowMs);
            foreach ((string text, Expr expression) in _rules)
            {
                Check(round.Evaluate(text, expression, CancellationToken.None));
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static TimeSpan Cost(Action action)
    {
        Environment.ProcessCpuUsage before = Environment.CpuUsage;
        action();
        return Environment.CpuUsage.TotalTime - before.TotalTime;
    }

    private static (string Text, Expr Expression) Parse(string text) =>
        (text, ExpressionParser.Parse(text).Value ?? throw new InvalidOperationException(text));

    private static void Check(QueryResult result)
    {
        if (result.Error is not null)
        {
            throw new InvalidOperationException(result.Error.Message);
        }
    }

    private void Ingest()
    {
        _time.Advance(TimeSpan.FromMilliseconds(Workload.StepMs));
        _workload.Advance();
        _batch.Clear();
        for (int i = 0; i < _refs.Length; i++)
        {
            _batch.Add(_refs[i], NowMs, _workload.Values[i]);
        }

        if (_store.Append(_batch, _outcomes) != _refs.Length)
        {
            throw new InvalidOperationException($"a sample was refused: {_outcomes.First(o => o != AppendOutcome.Accepted)}");
        }
    }
}
