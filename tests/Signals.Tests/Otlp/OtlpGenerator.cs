using Tocsin.Signals.Otlp;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>Requests of all kinds of metrics, with odd names, units and attributes, from a seed.</summary>
internal static class OtlpGenerator
{
    private const string Trace = "0102030405060708090a0b0c0d0e0f10";

    private static readonly string[] Names =
    [
        "http.server.duration", "requests", "requests_total", "cpu.utilization", "bytes", "a--b", "4xx", "größe", "___", "a.b_ratio",
        "job:x:rate", "total", "x.seconds.total", "per_second", "queue size", "_y_",
    ];

    private static readonly string[] Units =
        ["", "1", "s", "By", "By/s", "{request}", "{request}/s", "ms", "km/h", "foo-bar", "Cel", "%", "/s", "1/m", "x/y/z", " s "];

    private static readonly string[] Keys =
        ["a", "a.b", "a_b", "a-b", "_x", "__y__", "1st", "ü.z", "job", "instance", "le", "http.method", "quantile", "otel.scope.name"];

    public static OtlpMetricSettings Settings(Random random) => new()
    {
        Escapes = random.Next(3) > 0,
        AddsSuffixes = random.Next(3) > 0,
        PromotesAll = random.Next(3) == 0,
        Attributes = random.Next(2) == 0 ? ["host.name", "a.b"] : [],
        KeepsIdentifying = random.Next(3) == 0,
        PromotesScope = random.Next(3) == 0,
        CustomBuckets = random.Next(3) == 0,
        MarksUnderscores = random.Next(3) > 0,
        KeepsUnderscores = random.Next(3) > 0,
        Deltas = (DeltaHandling)random.Next(3),
    };

    public static OtlpText Request(Random random, long nowMs) =>
        new([.. Some(random, 3, () => new OtlpResource(Resource(random), [.. Some(random, 2, () => Scope(random, nowMs))]))]);

    public static OtlpMetric Metric(Random random, long nowMs)
    {
        OtlpKind kind = random.GetItems(Enum.GetValues<OtlpKind>(), 1)[0];
        long time = nowMs - random.Next(100_000);
        return new OtlpMetric(
            kind, One(random, Names), [.. Some(random, 4, () => Point(random, kind, time += random.Next(2000)))])
        {
            Unit = One(random, Units),
            Help = random.Next(2) == 0 ? "" : "What it is.",
            IsMonotonic = random.Next(2) == 0,
            Temporality = random.Next(6) switch { 0 => 1, 1 => 0, _ => 2 },
        };
    }

    public static OtlpPoint Point(Random random, OtlpKind kind, long timeMs)
    {
        ulong[] counts = Counts(random);
        ulong[] below = kind == OtlpKind.Exponential ? Counts(random) : [];
        ulong zero = (ulong)random.Next(3);
        ulong count = counts.Aggregate(0UL, (sum, one) => sum + one) + below.Aggregate(0UL, (sum, one) => sum + one);
        return new OtlpPoint(timeMs, Attributes(random, 0))
        {
            StartMs = random.Next(2) == 0 ? 0 : timeMs - 1000,
            Value = random.Next(20) switch { 0 => double.NaN, < 10 => (object)(long)random.Next(-5, 100), _ => random.NextDouble() * 100 },
            Count = count + (kind == OtlpKind.Exponential ? zero : 0),
            Sum = random.Next(4) == 0 ? null : random.NextDouble() * 50,
            Bounds = [.. Enumerable.Range(1, Math.Max(0, counts.Length - 1)).Select(i => i * i * 0.5)],
            Counts = counts,
            Scale = random.Next(-4, 12),
            ZeroCount = zero,
            Positive = (random.Next(-20, 20), counts),
            Negative = (random.Next(-20, 20), below),
            Quantiles = [(0.5, random.Next(10)), (0.99, random.Next(10))],
            IsStale = random.Next(12) == 0,
            Exemplars = [.. Some(random, 2, () => (random.NextDouble() * 10, Trace, (OtlpAttribute[])[new("k", "v")]))],
        };
    }

    private static OtlpScope Scope(Random random, long nowMs) =>
        new(random.Next(3) == 0 ? "" : "lib", [.. Some(random, 5, () => Metric(random, nowMs))])
        {
            Version = random.Next(2) == 0 ? "" : "1.2",
            SchemaUrl = random.Next(2) == 0 ? "" : "http://schema",
            Attributes = random.Next(2) == 0 ? [] : [new("a.b", "c")],
        };

    private static OtlpAttribute[] Resource(Random random)
    {
        OtlpAttribute[] all =
        [
            new("service.name", "cart"), new("service.namespace", "shop"), new("service.instance.id", $"i{random.Next(2)}"),
            new("host.name", "h"), new("a.b", Value(random, 0)), new("a_b", "2"),
        ];
        return [.. all.Where(_ => random.Next(3) > 0)];
    }

    private static ulong[] Counts(Random random) =>
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => (ulong)Math.Max(0, random.Next(-4, 9)))];

    private static OtlpAttribute[] Attributes(Random random, int depth) =>
        [.. Some(random, 4, () => new OtlpAttribute(One(random, Keys), Value(random, depth))).DistinctBy(a => a.Key)];

    private static object? Value(Random random, int depth) => random.Next(depth < 2 ? 12 : 6) switch
    {
        0 => "",
        1 => true,
        2 => (long)random.Next(-100, 100),
        3 => random.NextDouble() * Math.Pow(10, random.Next(-9, 24)),
        4 => new byte[] { 1, 2, 255 },
        6 => Some(random, 3, () => Value(random, depth + 1)),
        7 => Attributes(random, depth + 1),
        8 => null,
        _ => random.Next(2) == 0 ? "v" : "a \"<&>\n\u2028é\U0001F514",
    };

    private static string One(Random random, string[] all) => all[random.Next(all.Length)];

    private static T[] Some<T>(Random random, int most, Func<T> make) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => make())];
}
