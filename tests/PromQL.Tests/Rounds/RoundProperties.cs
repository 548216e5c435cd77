using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Evaluation.Statistics;
using FsConfig = FsCheck.Config;

namespace Tocsin.PromQL.Tests.Rounds;

/// <summary>Rounds answer what the plain evaluator answers: values bit by bit, labels, order, annotations, errors and samples.</summary>
public sealed class RoundProperties
{
    [Fact]
    public void A_round_answers_what_the_plain_evaluator_answers()
    {
        long plain = 0;
        long all = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            (long answers, long byPlain) = Duel(seed);
            (all, plain) = (all + answers, plain + byPlain);
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(120));

        // The comparison is worth something only if most answers are the fast way's own.
        Assert.True(plain * 2 < all, $"{plain} of {all} answers were the plain evaluator's");
    }

    private static (long All, long Plain) Duel(int seed)
    {
        var random = new Random(seed);
        var series = new RandomSeries(random);
        var generator = new RandomExpressions(random);
        (string Text, Expr Expression)[] expressions =
            [.. Enumerable.Range(0, 12).Select(_ => RandomExpressions.Parsed(generator.Vector()))];
        var options = new EngineOptions { SamplesMax = random.Next(10) == 0 ? 50 : 50_000_000 };
        var rounds = new RoundEvaluator(options, series.Store, TimeProvider.System);
        var engine = new QueryEngine(options, series.Store, TimeProvider.System);
        long at = 900_000;
        long all = 0;
        for (int i = 0; i < 12; i++)
        {
            at += random.Next(20) switch { 0 => -60_000, 1 => 0, 2 => 900_000, _ => 15_000 };
            series.GrowTo(at + random.Next(-20_000, 20_000));
            using Round round = rounds.Begin(at);
            foreach ((string text, Expr expression) in expressions)
            {
                Query query = Query.Instant(text, expression, at) with { Statistics = StatisticsDetail.Totals };
                QueryResult fastResult = round.Evaluate(text, expression, CancellationToken.None);
                QueryResult slowResult = engine.Evaluate(query, CancellationToken.None);
                string fast = Rendered.Of(fastResult, text);
                string slow = Rendered.Of(slowResult, text);

                // Fast ways hold fewer samples, so that they may come through where the plain evaluator gives up.
                if (fast != slow && !slow.Contains("too many samples", StringComparison.Ordinal))
                {
                    Assert.Fail($"{text}\nat {at}, round {i}\nfast: {fast}\nslow: {slow}");
                }

                if (fast == slow)
                {
                    Assert.True(
                        slowResult.Statistics?.QueryableSamples == fastResult.Statistics?.QueryableSamples,
                        $"{text}\nat {at}, round {i}: {fastResult.Statistics} instead of {slowResult.Statistics}");
                }

                all++;
            }
        }

        return (all, rounds.PlainAnswers);
    }
}
