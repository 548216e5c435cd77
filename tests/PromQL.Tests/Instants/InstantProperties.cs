using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Tests.Rounds;
using FsConfig = FsCheck.Config;

namespace Tocsin.PromQL.Tests.Instants;

/// <summary>
/// Single queries answer what the plain evaluator answers: values bit by bit, labels, order, annotations and errors, with a
/// plan of an earlier query as without one.
/// </summary>
public sealed class InstantProperties
{
    [Fact]
    public void A_query_answers_what_the_plain_evaluator_answers()
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

    [Fact]
    public async Task Queries_at_the_same_time_do_not_meet()
    {
        var series = new RandomSeries(new Random(5));
        series.GrowTo(3_000_000);
        var fast = new InstantEvaluator(new EngineOptions(), series.Store, TimeProvider.System);
        var slow = new QueryEngine(new EngineOptions(), series.Store, TimeProvider.System);
        var generator = new RandomExpressions(new Random(6));
        (string Text, Expr Expression)[] some = [.. Enumerable.Range(0, 3).Select(_ => RandomExpressions.Parsed(generator.Vector()))];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(
            () =>
            {
                var random = new Random(worker);
                for (int i = 0; i < 300; i++)
                {
                    (string text, Expr expression) = some[random.Next(some.Length)];
                    Query query = Query.Instant(text, expression, random.Next(3_000_000));
                    Assert.Equal(
                        Rendered.Of(slow.Evaluate(query, cancellation), text), Rendered.Of(fast.Evaluate(query, cancellation), text));
                }
            },
            cancellation)));
    }

    private static (long All, long Plain) Duel(int seed)
    {
        var random = new Random(seed);
        var series = new RandomSeries(random);
        var generator = new RandomExpressions(random);
        (string Text, Expr Expression)[] expressions =
            [.. Enumerable.Range(0, 12).Select(_ => RandomExpressions.Parsed(generator.Vector()))];

        // Few samples are enough for some of the expressions and too few for others.
        var options = new EngineOptions { SamplesMax = random.Next(6) == 0 ? random.Next(20, 300) : 50_000_000 };
        var fast = new InstantEvaluator(options, series.Store, TimeProvider.System);
        var slow = new QueryEngine(options, series.Store, TimeProvider.System);
        long at = 900_000;
        long all = 0;
        for (int i = 0; i < 12; i++)
        {
            at += random.Next(20) switch { 0 => -60_000, 1 => 0, 2 => 900_000, _ => 15_000 };
            series.GrowTo(at + random.Next(-20_000, 20_000));
            foreach ((string text, Expr expression) in expressions)
            {
                Query query = Query.Instant(text, expression, at) with
                {
                    Lookback = random.Next(10) == 0 ? TimeSpan.FromSeconds(20) : null,
                };
                string wanted = Rendered.Of(slow.Evaluate(query, CancellationToken.None), text);
                string got = Rendered.Of(fast.Evaluate(query, CancellationToken.None), text);
                Assert.True(wanted == got, $"{text}\nat {at}, query {i}\nfast: {got}\nslow: {wanted}");
                all++;
            }
        }

        return (all, fast.PlainAnswers);
    }
}
