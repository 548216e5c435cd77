using System.IO.Compression;
using System.Text;
using Tocsin.Signals.Wire;

namespace Tocsin.Conformance.Push;

/// <summary>One request of a script.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, as written.</param>
/// <param name="Body">The body.</param>
internal sealed record PushRequestCase(string Method, string Path, byte[] Body)
{
    /// <summary>The content's type; null for none.</summary>
    public string? Type { get; init; }

    /// <summary>The content's encoding; null for none.</summary>
    public string? Encoding { get; init; }

    public override string ToString() => $"{Method} {Path} {Type} {Encoding} {System.Text.Encoding.UTF8.GetString(Body)}";
}

/// <summary>The requests that both are sent.</summary>
internal static class PushRequests
{
    public const string ProtobufType = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    private const string Whole = """
        # HELP records_total Records with a \\ and a \n in it.
        # TYPE records_total counter
        records_total{kind="a \"quoted\" \\ one\nof two lines"} 3
        records_total{kind="",instance="mine"} 4e20
        # TYPE spent_seconds histogram
        spent_seconds_bucket{le="0.5"} 1
        spent_seconds_bucket{le="1"} 2
        spent_seconds_bucket{le="+Inf"} 3
        spent_seconds_sum 1.75
        spent_seconds_count 3
        # TYPE size_bytes summary
        size_bytes{quantile="0.5"} 100
        size_bytes{quantile="0.99"} NaN
        size_bytes_sum 1234.5
        size_bytes_count 7
        # TYPE open_without_end histogram
        open_without_end_bucket{le="1"} 2
        open_without_end_count 5
        plain -Inf

        """;

    /// <summary>What a person thought of.</summary>
    public static IEnumerable<PushRequestCase> Written() =>
    [
        Text("PUT", "/metrics/job/whole/instance/i1", Whole),
        Text("POST", "/metrics/job/whole", Whole),
        Text("POST", "/metrics/job/whole", "plain 1\n"),
        Text("POST", "/metrics/job@base64/L3Zhci90bXA=/path@base64/zqDPgc6_zrzOt864zrXPjc-C", "a_total 1\n"),
        Text("PUT", "/metrics/job/slash/", "a_total 1\n"),
        Text("PUT", "/metrics/job/empty/instance@base64/=", "a_total 2\n"),
        Text("PUT", "/metrics/job/escaped/x%2Fy", "a_total 2\n"),
        Text("PUT", "/metrics/job/percent/x/%41%20%C3%A9", "a_total 2\n"),
        Text("PUT", "/metrics/job/twice/job/second", "a_total 2\n"),
        Text("PUT", "/metrics/job/odd/x", "a_total 2\n"),
        Text("PUT", "/metrics/job/bad/0x/1", "a_total 2\n"),
        Text("PUT", "/metrics/job/bad/__x/1", "a_total 2\n"),
        Text("PUT", "/metrics/job/bad/x@base64/*", "a_total 2\n"),
        Text("PUT", "/metrics/job@base64/**", "a_total 2\n"),
        Text("PUT", "/metrics/job@base64/==", "a_total 2\n"),
        Text("GET", "/metrics/job/whole", ""),
        Text("PATCH", "/metrics/job/whole", ""),
        Text("PUT", "/metrics/job/over/shard/1", "b{job=\"x\",shard=\"2\",instance=\"i\",other=\"o\"} 1\n"),
        Text("PUT", "/metrics/job/failing", "b 1 1\n"),
        Text("PUT", "/metrics/job/failing", "b 1\nb 1\n"),
        Text("PUT", "/metrics/job/failing", "# TYPE a_total gauge\na_total 1\n"),
        Text("PUT", "/metrics/job/failing", "spent_seconds_bucket 1\n"),
        Text("PUT", "/metrics/job/failing", "# TYPE records_total_sum gauge\nrecords_total_sum 1\n"),
        Text("PUT", "/metrics/job/failing", "size_bytes_sum 1\n"),
        Text("PUT", "/metrics/job/failing", "size_bytes_bucket 1\n"),
        Text("PUT", "/metrics/job/failing", "# TYPE late summary\nlate_count 1\n# TYPE a gauge\nlate_bucket 1\n"),
        Text("PUT", "/metrics/job/failing", "cut 1"),
        Text("PUT", "/metrics/job/failing", "x{y=\"1\",y=\"2\"} 1\n"),
        Text("PUT", "/metrics/job/failing", "x{__name__=\"y\"} 1\n"),
        Text("PUT", "/metrics/job/failing", "x 0x1p3\n"),
        Text("PUT", "/metrics/job/failing", "x 1_0\n"),
        Text("PUT", "/metrics/job/failing", "x 1e999\n"),
        Text("PUT", "/metrics/job/failing", "x +nan\n"),
        Text("PUT", "/metrics/job/failing", "# TYPE x Gauge\nx +inf\n"),
        Text("PUT", "/metrics/job/nothing", ""),
        Text("PUT", "/metrics/job/nothing", "\n# only a comment\n"),
        Text("DELETE", "/metrics/job/nowhere", ""),
        Text("DELETE", "/metrics/job/slash", ""),
        Text("DELETE", "/metrics/job/odd/x", ""),
        Text("PUT", "/metrics/job/gone", "a_total 1\n"),
        Text("DELETE", "/metrics/job/gone/", ""),
        Text("PUT", "/metrics/job/packed", "") with { Body = Gzip("packed_total 5\n"), Encoding = "gzip" },
        Text("PUT", "/metrics/job/packed", "no gzip\n") with { Encoding = "gzip" },
        Text("PUT", "/metrics/job/packed", "ignored_encoding 1\n") with { Encoding = "br" },
        Text("PUT", "/metrics/job/typed", "typed 1\n") with { Type = "application/json" },
        Proto("PUT", "/metrics/job/proto", Family("proto_total", 0, Metric(3, Number(1), ("kind", "a"))),
            Family("a.b", 1, Metric(2, Number(2)))),
        Proto("PUT", "/metrics/job/native/shard/1", Family("native_seconds", 4, Metric(7, Native()))),
        Proto("PUT", "/metrics/job/failing", Family("p", 0, Metric(2, Number(1)))),
        Proto("PUT", "/metrics/job/failing", Family("p", 1, Metric(2, Number(1), ("__x", "a")))),
        Proto("PUT", "/metrics/job/failing", Family("p", 1, Metric(2, Number(1), ("x", "a"), ("x", "b")))),
        Proto("PUT", "/metrics/job/failing", Family("p", 2, Metric(4, [], ("quantile", "a")))),
        Proto("PUT", "/metrics/job/failing", Family("p", 1, Metric(2, Number(1))), [0x7F]),
        Proto("PUT", "/metrics/job/lastwins", Family("q", 1, Metric(2, Number(1))), Family("q", 1, Metric(2, Number(2)))),
        Text("PUT", "/metrics/job/failing", "text 1\n") with { Type = ProtobufType },
    ];

    /// <summary>What nobody thought of.</summary>
    public static IEnumerable<PushRequestCase> Drawn(Random random, int count)
    {
        string[] lines =
        [
            "a_total 1\n", "a_total{x=\"1\"} 2\n", "# TYPE a_total counter\n", "# TYPE g gauge\n", "g 3\n",
            "g{instance=\"i\"} 4\n", "g{job=\"k\"} 4\n", "# TYPE s summary\n", "s{quantile=\"0.5\"} 1\n", "s_sum 2\n",
            "s_count 3\n", "s 9\n", "# TYPE h histogram\n", "h_bucket{le=\"1\"} 1\n", "h_bucket{le=\"+Inf\"} 2\n",
            "h_sum 3\n", "h_count 2\n", "h_count{x=\"1\"} 2\n", "g_count 1\n", "h 1\n", "\n", "# note\n", "g 1 2\n",
            "g  5\n", "g{ x = \"1\" , } 6\n", "{\"g\"} 1\n", "g{x=\"1\"}7\n", "#TYPE g counter\n",
            "# TYPE g counter x\n",
        ];
        string[] paths = ["job/j", "job/k", "job/j/x/1", "job/j/instance/i", "job/j/y@base64/MQ"];
        for (int i = 0; i < count; i++)
        {
            string body = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => lines[random.Next(lines.Length)]));
            string method = random.Next(8) == 0 ? "DELETE" : random.Next(2) == 0 ? "PUT" : "POST";
            yield return Text(method, "/metrics/" + paths[random.Next(paths.Length)], body);
        }
    }

    private static PushRequestCase Text(string method, string path, string body) =>
        new(method, path, Encoding.UTF8.GetBytes(body.ReplaceLineEndings("\n")));

    private static PushRequestCase Proto(string method, string path, params byte[][] families)
    {
        byte[] body = [.. families.SelectMany(family => family.Length == 1 ? family : [.. Length(family.Length), .. family])];
        return new PushRequestCase(method, path, body) { Type = ProtobufType };
    }

    private static byte[] Length(int length)
    {
        var writer = new ProtoWriter();
        writer.Varint((ulong)length);
        return writer.Written.ToArray();
    }

    private static byte[] Family(string name, int type, params byte[][] metrics)
    {
        var writer = new ProtoWriter();
        writer.Text(1, name);
        writer.Varint(3, (ulong)type);
        foreach (byte[] metric in metrics)
        {
            writer.Bytes(4, metric);
        }

        return writer.Written.ToArray();
    }

    private static byte[] Metric(int field, byte[] value, params (string Name, string Value)[] labels)
    {
        var writer = new ProtoWriter();
        foreach ((string name, string text) in labels)
        {
            int pair = writer.Begin(1);
            writer.Text(1, name);
            writer.Text(2, text);
            writer.End(pair);
        }

        writer.Bytes(field, value);
        return writer.Written.ToArray();
    }

    private static byte[] Number(double value)
    {
        var writer = new ProtoWriter();
        writer.Fixed(1, value);
        return writer.Written.ToArray();
    }

    // Schema 0, one span of two buckets with 3 and 3+1 observations.
    private static byte[] Native()
    {
        var writer = new ProtoWriter();
        writer.Varint(1, 7);
        writer.Fixed(2, 12.5);
        writer.Zigzag(5, 0);
        writer.Fixed(6, 0.001);
        int span = writer.Begin(12);
        writer.Zigzag(1, 1);
        writer.Varint(2, 2);
        writer.End(span);
        writer.Zigzag(13, 3);
        writer.Zigzag(13, 1);
        return writer.Written.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
