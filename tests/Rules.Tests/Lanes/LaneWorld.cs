using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Lanes;
using Tocsin.Rules.Views;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Rules.Tests.Lanes;

/// <summary>A lane on a clock that the test turns, with answers that the test gives.</summary>
internal sealed class LaneWorld : IAsyncDisposable, IAlertSink
{
    private readonly VirtualTime _time = new();
    private readonly RulesCore _core = new(new RulesOptions());
    private readonly RulesLane _lane;
    private int _running;

    public LaneWorld(string groups, Func<string, int, QueryResult> answer, int apartMax = 2)
    {
        Queries = new Answers(this, answer);
        _core.Load(RuleWorld.Read(groups), _time.GetUtcNow().ToUnixTimeMilliseconds());
        var runner = new RoundRunner(_core, new RuleHome(Queries, new RuleSampleWriter(new MemorySeries())), _time);
        _lane = new RulesLane(_core, runner, new RulesLaneParts
        {
            Time = _time,
            Journal = new NoJournal(),
            Sink = this,
            ApartMax = apartMax,
            OnFault = wrong => { lock (Faults) { Faults.Add(wrong.Message); } },
        });
        _lane.Start();
    }

    public static QueryResult One { get; } = new(
        new QueryValue.Vector(0, [new VectorSample(LabelSet.Of(("job", "a")), 1, null)]), null, []);

    public static QueryResult Failure { get; } = new(null, new QueryError(QueryErrorKind.Execution, "no"), []);

    public Answers Queries { get; }

    public List<string> Faults { get; } = [];

    /// <summary>How many evaluations ran at once beside the lane.</summary>
    public int RunningMax { get; private set; }

    /// <summary>Turns the clock at once.</summary>
    public void Jump(TimeSpan by) => _time.Advance(by);

    /// <summary>Turns the clock, half a second after the other, until a rule was evaluated so often.</summary>
    public async Task<RuleRun> GoOnUntilAsync(string rule, int evaluations)
    {
        RuleView? view = null;
        await RealTime.PollAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                IReadOnlyList<RuleGroupView> groups = await _lane.RunAsync((core, _) => RuleViews.Take(core, new RuleQuery()));
                view = groups.SelectMany(group => group.Rules).Single(each => each.Model.Name == rule);
                return view.Evaluations >= evaluations;
            },
            TimeSpan.FromSeconds(60),
            $"evaluation {evaluations} of {rule}");
        return view!.Runs[evaluations - 1];
    }

    public Task PutAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _lane.DisposeAsync();

    /// <summary>Answers by the expression's text and the number of times it was asked, from 1.</summary>
    internal sealed class Answers(LaneWorld world, Func<string, int, QueryResult> answer) : IRuleQueries, IRuleMoment
    {
        private readonly Dictionary<string, int> _asked = [];

        public IRuleMoment Open(long atMs, long offsetMs) => this;

        public QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation) => Answer(text);

        public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation)
        {
            lock (_asked)
            {
                world._running++;
                world.RunningMax = Math.Max(world.RunningMax, world._running);
            }

            QueryResult result = Answer(text);
            if (ReferenceEquals(result, Forever))
            {
                cancellation.WaitHandle.WaitOne();
                result = new QueryResult(null, new QueryError(QueryErrorKind.Canceled, "canceled"), []);
            }

            lock (_asked)
            {
                world._running--;
            }

            return result;
        }

        public QueryResult Answer(string text, long atMs, CancellationToken cancellation) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private QueryResult Answer(string text)
        {
            lock (_asked)
            {
                _asked[text] = _asked.GetValueOrDefault(text) + 1;
                return answer(text, _asked[text]);
            }
        }
    }

    /// <summary>An answer that does not come until somebody gives up.</summary>
    public static QueryResult Forever { get; } = new(null, new QueryError(QueryErrorKind.Canceled, "forever"), []);

    private sealed class NoJournal : IJournal
    {
        public CommitTicket Append(JournalEvent happened) => default;

        public CommitTicket Append(ReadOnlySpan<JournalEvent> happened) => default;

        public CommitTicket Barrier() => default;

        public CommitTicket SaveCheckpoint(IProjection projection) => default;
    }
}
