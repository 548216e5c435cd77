using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;
using FsConfig = FsCheck.Config;

namespace Tocsin.PromQL.Tests.Rounds;

/// <summary>Rounds answer what the plain evaluator answers: values bit by bit, labels, order, annotations and errors.</summary>
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
            [.. Enumerable.Range(0, 12).Select(_ => Parsed(generator.Vector()))];
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
                string fast = Render(round.Evaluate(text, expression, CancellationToken.None), text);
                string slow = Render(engine.Evaluate(Query.Instant(text, expression, at), CancellationToken.None), text);

                // Fast ways hold fewer samples, so that they may come through where the plain evaluator gives up.
                if (fast != slow && !slow.Contains("too many samples", StringComparison.Ordinal))
                {
                    Assert.Fail($"{text}\nat {at}, round {i}\nfast: {fast}\nslow: {slow}");
                }

                all++;
            }
        }

        return (all, rounds.PlainAnswers);
    }

    private static (string Text, Expr Expression) Parsed(string text)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(text, ParserOptions.Everything);
        return parsed.IsOk ? (text, parsed.Value) : Parsed("rate(c_total[5m])");
    }

    private static string Render(QueryResult result, string text)
    {
        var all = new StringBuilder(result.Error?.Message);
        foreach (var annotation in result.Annotations)
        {
            all.Append('\n').Append(annotation.Render(text));
        }

        switch (result.Value)
        {
            case QueryValue.Scalar scalar:
                all.Append(CultureInfo.InvariantCulture, $"\n{BitConverter.DoubleToInt64Bits(scalar.Value):x}");
                break;
            case QueryValue.Vector vector:
                foreach (VectorSample sample in vector.Samples)
                {
                    long bits = BitConverter.DoubleToInt64Bits(sample.Value);
                    all.Append(CultureInfo.InvariantCulture, $"\n{sample.Labels} {bits:x} {sample.Histogram?.Count}");
                }

                break;
        }

        return all.ToString();
    }
}
