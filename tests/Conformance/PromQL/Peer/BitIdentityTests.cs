using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>The same samples and expressions in the real Prometheus and here: the values must agree bit by bit.</summary>
public sealed class BitIdentityTests(ITestOutputHelper output)
{
    private const long StartMs = 1_760_000_000_000;
    private const long EndMs = StartMs + 2_400_000;

    // Neither language promises more than the last digits of these.
    private static readonly string[] Transcendental =
        ["exp(", "ln(", "log2(", "log10(", "sin(", "cos(", "tan(", "asin", "acos", "atan", "sinh", "cosh", "tanh", "^"];

    [Theory]
    [InlineData(20261121)]
    [InlineData(42)]
    public async Task Instants_and_ranges_agree_with_the_real_prometheus(int seed)
    {
        await using PrometheusPeer peer = await PrometheusPeer.StartAsync();
        var store = new MemorySeries();
        var random = new Random(seed);
        List<(LabelSet Labels, IReadOnlyList<MemorySample> Samples)> series = RandomSeries.Make(random, StartMs, EndMs);
        foreach ((LabelSet labels, IReadOnlyList<MemorySample> samples) in series)
        {
            foreach (MemorySample sample in samples)
            {
                store.Append(labels, sample);
            }
        }

        await peer.WriteAsync(series);
        var engine = new QueryEngine(new EngineOptions(), store, TimeProvider.System);
        List<string> differences = [];
        int points = 0;
        foreach (string expression in File.ReadLines(Repository.Path("tests", "Conformance", "PromQL", "Peer", "expressions.txt"))
            .Where(e => e.Length > 0 && !e.StartsWith('#')))
        {
            foreach ((long start, long end, long step) in Queries(random))
            {
                PeerAnswer theirs = await peer.QueryAsync(expression, start, end, step);
                PeerAnswer ours = Evaluate(engine, expression, (start, end, step));
                points += theirs.Points.Count;
                if (Difference(expression, theirs, ours) is { } difference)
                {
                    differences.Add($"{expression} [{start - StartMs}..{end - StartMs} by {step}]: {difference}");
                }
            }
        }

        output.WriteLine($"{points} points compared");
        Assert.True(points > 10_000, $"only {points} points were compared");
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences)}");
    }

    private static IEnumerable<(long StartMs, long EndMs, long StepMs)> Queries(Random random)
    {
        for (int i = 0; i < 4; i++)
        {
            long at = StartMs + random.Next(600_000, 2_400_000);
            yield return (at, at, 0);
        }

        long first = StartMs + random.Next(300_000, 900_000);

        // Steps are whole seconds: the API of the peer cuts others to a millisecond less.
        yield return (first, first + random.Next(100_000, 1_200_000), 1000 * random.Next(1, 120));
    }

    private static PeerAnswer Evaluate(QueryEngine engine, string expression, (long StartMs, long EndMs, long StepMs) when)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(expression, ParserOptions.Everything);
        return parsed.IsOk
            ? PeerAnswer.Of(engine.Evaluate(
                new Query(expression, parsed.Value, when.StartMs, when.EndMs, when.StepMs), TestContext.Current.CancellationToken))
            : new PeerAnswer([], parsed.Error?.ToString());
    }

    private static string? Difference(string expression, PeerAnswer theirs, PeerAnswer ours)
    {
        if (theirs.Error != ours.Error)
        {
            return $"they say {theirs.Error ?? "nothing"}, we say {ours.Error ?? "nothing"}";
        }

        // Upstream has changed since how histograms are added up.
        double tolerance = expression.Contains("size_bytes", StringComparison.Ordinal) ? 1e-9
            : Array.Exists(Transcendental, t => expression.Contains(t, StringComparison.Ordinal)) ? 1e-14 : 0;
        foreach ((string key, double value) in theirs.Points)
        {
            if (!ours.Points.TryGetValue(key, out double own))
            {
                return $"{key} is missing; they have {value}";
            }

            if (!AreSame(value, own, tolerance))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{key}: they have {value:R}, we have {own:R}");
            }
        }

        return ours.Points.Keys.FirstOrDefault(k => !theirs.Points.ContainsKey(k)) is { } extra ? $"{extra} is too much" : null;
    }

    private static bool AreSame(double theirs, double ours, double tolerance) =>
        (double.IsNaN(theirs) && double.IsNaN(ours) && !StaleMarker.Is(ours))
        || BitConverter.DoubleToInt64Bits(theirs) == BitConverter.DoubleToInt64Bits(ours)
        || Math.Abs(theirs - ours) <= tolerance * Math.Abs(theirs);
}
