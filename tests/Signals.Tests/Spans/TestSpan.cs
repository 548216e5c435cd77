using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Signals.Tests.Wire;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>A span as a program would send it, in protobuf or in JSON.</summary>
internal sealed record TestSpan
{
    public string? Service { get; init; } = "shop";

    public string Trace { get; init; } = "0102030405060708090a0b0c0d0e0f10";

    public string Id { get; init; } = "1112131415161718";

    public string Parent { get; init; } = "";

    public string Name { get; init; } = "GET /cart";

    public int Kind { get; init; } = 2;

    public int Status { get; init; }

    public long StartNs { get; init; } = 1_700_000_000_000_000_000;

    public long DurationNs { get; init; } = 5_000_000;

    public (string Name, object Value)[] Attributes { get; init; } = [];

    public (string Name, object Value)[] Resource { get; init; } = [];

    public double Milliseconds
    {
        init => DurationNs = (long)(value * 1e6);
    }

    /// <summary>A request with these spans, each in a resource of its own.</summary>
    public static byte[] Proto(params IEnumerable<TestSpan> spans)
    {
        var request = new ProtoText();
        foreach (TestSpan span in spans)
        {
            var resource = new ProtoText();
            foreach ((string Name, object Value) pair in span.ResourceAttributes())
            {
                resource.Message(1, Pair(pair));
            }

            request.Message(1, new ProtoText()
                .Message(1, resource)
                .Message(2, new ProtoText().Message(1, new ProtoText().Text(1, "scope")).Message(2, span.Message())));
        }

        return request.Bytes;
    }

    /// <summary>The same in JSON.</summary>
    public static byte[] Json(params IEnumerable<TestSpan> spans) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["resourceSpans"] = new JsonArray([.. spans.Select(span => new JsonObject
        {
            // The spans stand before what they are of: order means nothing in JSON.
            ["scopeSpans"] = new JsonArray(new JsonObject
            {
                ["scope"] = new JsonObject { ["name"] = "scope" },
                ["spans"] = new JsonArray(span.Object()),
            }),
            ["resource"] = new JsonObject { ["attributes"] = Pairs(span.ResourceAttributes()) },
            ["schemaUrl"] = null,
        })]),
    }.ToJsonString());

    private (string Name, object Value)[] ResourceAttributes() =>
        Service is null ? Resource : [.. Resource, ("service.name", Service)];

    private ProtoText Message()
    {
        var message = new ProtoText()
            .Message(1, Convert.FromHexString(Trace))
            .Message(2, Convert.FromHexString(Id))
            .Message(4, Convert.FromHexString(Parent))
            .Text(5, Name)
            .Varint(6, (ulong)Kind)
            .Float(7, BitConverter.Int64BitsToDouble(StartNs))
            .Float(8, BitConverter.Int64BitsToDouble(StartNs + DurationNs));
        foreach ((string Name, object Value) pair in Attributes)
        {
            message.Message(9, Pair(pair));
        }

        return message.Message(15, new ProtoText().Text(2, "why").Varint(3, (ulong)Status));
    }

    private JsonObject Object() => new()
    {
        ["traceId"] = Trace,
        ["spanId"] = Id.ToUpperInvariant(),
        ["parentSpanId"] = Parent,
        ["flags"] = 257,
        ["name"] = Name,
        ["kind"] = Kind,
        ["startTimeUnixNano"] = StartNs.ToString(CultureInfo.InvariantCulture),
        ["endTimeUnixNano"] = StartNs + DurationNs,
        ["attributes"] = Pairs(Attributes),
        ["events"] = new JsonArray(new JsonObject { ["attributes"] = new JsonArray() }),
        ["status"] = new JsonObject { ["message"] = "why", ["code"] = Status },
    };

    private static ProtoText Pair((string Name, object Value) pair) => new ProtoText().Text(1, pair.Name).Message(2, pair.Value switch
    {
        string text => new ProtoText().Text(1, text),
        bool flag => new ProtoText().Varint(2, flag ? 1u : 0),
        long number => new ProtoText().Varint(3, (ulong)number),
        double number => new ProtoText().Float(4, number),
        byte[] bytes => new ProtoText().Message(7, bytes),
        _ => new ProtoText().Message(5, new ProtoText()),
    });

    private static JsonArray Pairs((string Name, object Value)[] pairs) => new([.. pairs.Select(pair => new JsonObject
    {
        ["key"] = pair.Name,
        ["value"] = pair.Value switch
        {
            string text => new JsonObject { ["stringValue"] = text },
            bool flag => new JsonObject { ["boolValue"] = flag },
            long number => new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) },
            double number => new JsonObject { ["doubleValue"] = JsonSerializer.SerializeToNode(number) },
            byte[] bytes => new JsonObject { ["bytesValue"] = Convert.ToBase64String(bytes) },
            _ => new JsonObject { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray() } },
        },
    })]);
}
