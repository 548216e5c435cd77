using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Evaluation;
using Tocsin.TestKit.Series;

namespace Tocsin.Rules.Tests.Evaluation;

public sealed class SlowRuleTests
{
    private readonly VirtualTime _time = new();
    private readonly RulesCore _core = new(new RulesOptions());

    [Fact]
    public void A_rule_that_takes_too_long_gives_way_and_is_taken_in_when_it_is_done()
    {
        _core.Load([RuleWorld.Group("g", 15, RuleWorld.Alert("Slow", "slow > 0"), RuleWorld.Alert("Quick", "quick > 0"))], 0);
        using var runner = new RoundRunner(
            _core, new RuleHome(new Queries(_time), new RuleSampleWriter(new MemorySeries())), _time);

        RoundEffects effects = runner.Run(_core.TakeDue(15_000)!, CancellationToken.None);
        ApartRun apart = Assert.Single(effects.Apart);
        Assert.Equal("Quick", Assert.Single(effects.Alerts).Labels["alertname"]);

        Assert.Empty(runner.Run(_core.TakeDue(30_000)!, CancellationToken.None).Apart);

        effects = runner.Finish(apart, new RuleAnswer(Queries.One(15_000)), TimeSpan.FromSeconds(20));
        Assert.Equal("Slow", Assert.Single(effects.Alerts).Labels["alertname"]);
        Assert.Equal(15_000, effects.Alerts[0].StartsAt.UnixMs);

        Assert.Single(runner.Run(_core.TakeDue(45_000)!, CancellationToken.None).Apart);
    }

    [Fact]
    public void A_result_that_comes_after_its_rule_was_removed_is_dropped()
    {
        _core.Load([RuleWorld.Group("g", 15, RuleWorld.Alert("Slow", "slow > 0"))], 0);
        using var runner = new RoundRunner(
            _core, new RuleHome(new Queries(_time), new RuleSampleWriter(new MemorySeries())), _time);
        ApartRun apart = Assert.Single(runner.Run(_core.TakeDue(15_000)!, CancellationToken.None).Apart);

        _core.Load([], 16_000);
        Assert.Empty(runner.Finish(apart, new RuleAnswer(Queries.One(15_000)), TimeSpan.FromSeconds(20)).Alerts);
    }

    /// <summary>Answers at once, but for what is called slow: that takes until somebody loses patience.</summary>
    private sealed class Queries(VirtualTime time) : IRuleQueries, IRuleMoment
    {
        public static QueryResult One(long atMs) => new(
            new QueryValue.Vector(atMs, [new VectorSample(LabelSet.Of(("job", "a")), 1, null)]), null, []);

        public IRuleMoment Open(long atMs, long offsetMs) => this;

        public QueryResult Evaluate(string text, Expr expression, CancellationToken cancellation)
        {
            if (!text.StartsWith("slow", StringComparison.Ordinal))
            {
                return One(0);
            }

            time.Advance(TimeSpan.FromSeconds(5));
            Assert.True(cancellation.IsCancellationRequested);
            return new QueryResult(null, new QueryError(QueryErrorKind.Canceled, "canceled"), []);
        }

        public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public QueryResult Answer(string text, long atMs, CancellationToken cancellation) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
