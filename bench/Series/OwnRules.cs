using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;
using Tocsin.TestKit;
using Tocsin.Tsdb.Store;

namespace Tocsin.SeriesLoad;

/// <summary>The rule workload in this process: the plain evaluator and rounds over the series store.</summary>
internal sealed class OwnRules : IDisposable
{
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

    /// <summary>How many rules there are.</summary>
    public int RuleCount => _rules.Length;

    /// <summary>How many samples rounds keep.</summary>
    public long SamplesKept => _rounds.SamplesKept;

    /// <summary>How many answers of rounds were the plain evaluator's.</summary>
    public long PlainAnswers => _rounds.PlainAnswers;

    /// <summary>Processor time of one plain evaluation of all rules.</summary>
    public TimeSpan Plain() => Cost(() =>
    {
        foreach ((string text, Expr expression) in _rules)
        {
            Check(_engine.Evaluate(Query.Instant(text, expression, NowMs), CancellationToken.None));
        }
    });

    /// <summary>Processor time of one round of all rules, after new samples came in.</summary>
    public TimeSpan Round()
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

    /// <summary>Processor time of one query that nobody asked before.</summary>
    public TimeSpan Ask(string text, int times)
    {
        Expr expression = Parse(text).Expression;
        TimeSpan cost = Cost(() =>
        {
            for (int i = 0; i < times; i++)
            {
                Check(_engine.Evaluate(Query.Instant(text, expression, NowMs), CancellationToken.None));
            }
        });
        return cost / times;
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
