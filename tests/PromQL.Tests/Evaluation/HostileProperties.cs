using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Tests.Parsing;
using FsConfig = FsCheck.Config;

namespace Tocsin.PromQL.Tests.Evaluation;

/// <summary>Whatever parses is answered with a value or an error, at any time, over any samples.</summary>
public sealed class HostileProperties
{
    private static readonly long[] Times = [0, -1, 600_000, 1_760_000_000_123, long.MaxValue, long.MinValue, long.MaxValue - 1, 1L << 53];

    private static readonly EngineRig Rig = new(
        "up{a=\"b\", job=\"xy\", q=\"1\"} 1 2 NaN Inf -Inf stale 3x8",
        "up{a=\"b\", job=\"xz\", q=\"1\", sum=\"1\"}"
            + " {{schema:2 count:3 sum:1 buckets:[1 2]}}+{{count:1 sum:2 buckets:[1] schema:2}}x4 5 6 7",
        "up{a=\"b\", job=\"xz\", q=\"2\", sum=\"1\"} {{schema:-53 count:3 sum:1 buckets:[1 2] custom_values:[1 2 3]}}x3 _x3 {{}}x3",
        "node:cpu:rate5m{q=\"1\"} 0+1e308x9",
        "sum{q=\"1\", sum=\"1\", a=\"b\"} 1x9",
        "by{q=\"1\", le=\"+Inf\"} 1x9",
        "by{q=\"1\", le=\"x\"} 1x9",
        "start{q=\"1\"} -0 0 -0 1e-320",
        "fill{q=\"1\"} 1x9");

    [Fact]
    public void Every_expression_is_answered_at_every_time()
    {
        Prop.ForAll(Arb.From(Generated.Valid), ArbMap.Default.ArbFor<int>(), (text, seed) =>
        {
            var random = new Random(seed);
            ParseResult<Expr> parsed = ExpressionParser.Parse(text, ParserOptions.Everything);
            if (!parsed.IsOk)
            {
                return;
            }

            foreach (bool delays in (bool[])[false, true])
            {
                var engine = new QueryEngine(
                    new EngineOptions { SamplesMax = 20_000, DelaysNameRemoval = delays, UsesStartTimes = delays },
                    Rig.Store,
                    TimeProvider.System);
                foreach (Query query in Queries(text, parsed.Value, random))
                {
                    QueryResult result = engine.Evaluate(query, CancellationToken.None);
                    Assert.True(result.Value is null != result.Error is null);
                    Assert.All(result.Annotations, a => Assert.NotEmpty(a.Render(text)));
                }
            }
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact]
    public void A_range_of_range_vectors_or_texts_is_refused()
    {
        Assert.Equal(
            "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector",
            Rig.Between(0, 5, "up[5m]").Error?.Message);
        Assert.Equal(
            "invalid expression type \"string\" for range query, must be Scalar or instant Vector",
            Rig.Between(0, 5, "\"a\"").Error?.Message);
    }

    private static IEnumerable<Query> Queries(string text, Expr expression, Random random)
    {
        yield return Query.Instant(text, expression, random.Next(600_000));
        yield return Query.Instant(text, expression, Times[random.Next(Times.Length)]);
        yield return new Query(text, expression, random.Next(100_000), random.Next(100_000, 900_000), 1000 * random.Next(1, 100));
        long[] ends = [Times[random.Next(Times.Length)], Times[random.Next(Times.Length)]];
        yield return new Query(text, expression, ends.Min(), ends.Max(), random.NextInt64(1, long.MaxValue));
        yield return new Query(text, expression, ends.Min(), ends.Max(), 1);
    }
}
