using FsCheck.Fluent;
using Tocsin.Signals.Spans;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>Whatever is sent, the counts are right or nothing was counted; JSON and protobuf mean the same.</summary>
public sealed class SpanProperties
{
    private static readonly SpanOptions Options = new()
    {
        Dimensions = [new SpanDimension("http.route", "http_route", "none"), new SpanDimension("x", "x", "")],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_and_buckets_are_those_of_a_naive_count(int seed)
    {
        var random = new Random(seed);
        var world = new SpanWorld();
        var all = new List<TestSpan>();
        for (int round = 0; round < 30; round++)
        {
            TestSpan[] some = [.. Enumerable.Range(0, random.Next(20)).Select(_ => Next(random))];
            all.AddRange(some);
            world.Take(some);
            if (random.Next(3) == 0)
            {
                world.WriteAfter(15);
            }
        }

        world.WriteAfter(15);
        HashSet<string> content = [.. world.Content("span_metrics", zeros: true)];
        int series = 0;
        foreach (IGrouping<string, TestSpan> group in all.GroupBy(LabelsOf))
        {
            string labels = group.Key;
            double[] durations = [.. group.Select(s => s.DurationNs / 1e6)];
            Assert.Contains($"{{__name__=\"traces_span_metrics_calls_total\", {labels} {durations.Length}", content);
            foreach (double bound in SpanOptions.DefaultBuckets.Select(b => b.TotalMilliseconds))
            {
                Assert.Contains(
                    $"{{__name__=\"traces_span_metrics_duration_milliseconds_bucket\", le=\"{bound}\", {labels} "
                        + $"{durations.Count(d => d <= bound)}",
                    content);
            }

            series += 1 + 17 + 2;
        }

        Assert.Equal(series, content.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Json_and_protobuf_mean_the_same(int seed)
    {
        var random = new Random(seed);
        var bytes = new SpanWorld(Options);
        var json = new SpanWorld(Options);
        for (int round = 0; round < 100; round++)
        {
            TestSpan[] some = [.. Enumerable.Range(0, random.Next(10)).Select(_ => Next(random))];
            SpansTaken taken = bytes.Receiver.Take(TestSpan.Proto(some), isJson: false, bytes.NowMs);
            Assert.Equal(taken, json.Receiver.Take(TestSpan.Json(some), isJson: true, json.NowMs));
            Assert.Null(taken.Fault);
        }

        bytes.WriteAfter(15);
        json.WriteAfter(15);
        Assert.Equal(bytes.Content(zeros: true), json.Content(zeros: true));
        Assert.NotEmpty(bytes.Content("service_graph"));
        Assert.Contains(bytes.Content(), line => line.Contains("http_route=\"7\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void No_bytes_break_it_and_what_is_refused_leaves_nothing(int seed, bool isJson)
    {
        var random = new Random(seed);
        var world = new SpanWorld(Options);
        long counted = 0;
        for (int round = 0; round < 3_000; round++)
        {
            TestSpan[] some = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Next(random))];
            byte[] body = isJson ? TestSpan.Json(some) : TestSpan.Proto(some);
            Spoil(ref body, random);
            SpansTaken taken = world.Receiver.Take(body, isJson, world.NowMs);
            counted += taken.Fault is null ? taken.Spans : 0;
            Assert.Equal(counted, world.Receiver.Numbers().Spans);
            Assert.True(taken.Fault is null || taken.Fault.Length > 20, taken.Fault);
        }

        SpansWritten written = world.WriteAfter(15);
        Assert.Equal((0, 0), (written.Refused, written.WithoutRoom));
        Assert.InRange(counted, 300, 2_900);
    }

    [Fact]
    public void Random_bytes_are_no_request_or_an_empty_one()
    {
        var world = new SpanWorld();
        foreach (byte[] body in Gen.Sample(Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(), numberOfSamples: 3_000, size: 60))
        {
            world.Receiver.Take(body, isJson: false, world.NowMs);
            world.Receiver.Take(body, isJson: true, world.NowMs);
        }

        Assert.Equal((0, 0), (world.WriteAfter(15).Refused, world.Receiver.Numbers().Waiting));
    }

    [Fact]
    public void A_request_of_countless_empty_spans_is_refused()
    {
        // Each is two bytes on the wire.
        byte[] spans = [.. Enumerable.Repeat<byte[]>([0x12, 0x00], 300_000).SelectMany(span => span)];
        byte[] scope = new Wire.ProtoText().Message(1, new Wire.ProtoText().Message(2, spans)).Bytes;
        var world = new SpanWorld();
        SpansTaken taken = world.Receiver.Take(scope, isJson: false, world.NowMs);
        Assert.Contains("send fewer at once", taken.Fault, StringComparison.Ordinal);
        Assert.Equal(0, world.Receiver.Numbers().Spans);
    }

    private static readonly string[] Kinds =
    [
        "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER",
        "SPAN_KIND_CONSUMER",
    ];

    private static readonly string[] Statuses = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

    private static string LabelsOf(TestSpan span) =>
        $"service_name=\"{span.Service ?? "unknown_service"}\", span_kind=\"{Kinds[span.Kind]}\", "
        + $"span_name=\"{span.Name}\", status_code=\"{Statuses[span.Status]}\"}}";

    private static TestSpan Next(Random random)
    {
        object[] routes = [7L, true, 0.25, new byte[] { 1, 2 }, "/a\u00fc\"\\b", Array.Empty<int>()];
        (string, object)[] attributes =
        [
            ("http.route", routes[random.Next(routes.Length)]), ("x", "y"), ("db.name", "orders"), ("peer.service", "mail"),
            ("http.route", "second"), ("unasked", "z"),
        ];
        return new TestSpan
        {
            Service = random.Next(12) == 0 ? null : $"service{random.Next(3)}",
            Name = $"operation {random.Next(4)}",
            Kind = random.Next(6),
            Status = random.Next(3),
            Trace = $"{random.Next(1, 4):x32}",
            Id = $"{random.Next(1, 6):x16}",
            Parent = random.Next(3) == 0 ? "" : $"{random.Next(1, 6):x16}",
            DurationNs = (long)Math.Pow(10, random.Next(4, 11)) * random.Next(1, 10),
            Attributes = [.. attributes.Where(_ => random.Next(3) == 0)],
            Resource = random.Next(3) == 0 ? [("http.route", "of all"), ("x", 3L)] : [],
        };
    }

    private static void Spoil(ref byte[] body, Random random)
    {
        int changes = random.Next(3);
        for (int i = 0; i < changes && body.Length > 0; i++)
        {
            int at = random.Next(body.Length);
            switch (random.Next(3))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body = [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(4))..]];
                    break;
                default:
                    body = [.. body[..at], (byte)random.Next(256), .. body[at..]];
                    break;
            }
        }
    }
}
