using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>A request of OTLP metrics, to be written as protobuf and as JSON.</summary>
internal sealed record OtlpText(params OtlpResource[] Resources)
{
    public byte[] ToProtobuf()
    {
        var to = new ProtoWriter();
        foreach (OtlpResource resource in Resources)
        {
            int all = to.Begin(1);
            int own = to.Begin(1);
            OtlpAttribute.Write(to, 1, resource.Attributes);
            to.End(own);
            foreach (OtlpScope scope in resource.Scopes)
            {
                scope.Write(to);
            }

            to.End(all);
        }

        return to.Written.ToArray();
    }

    public string ToJson() => new JsonObject
    {
        ["resourceMetrics"] = new JsonArray([.. Resources.Select(resource => new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = OtlpAttribute.ToJson(resource.Attributes) },
            ["scopeMetrics"] = new JsonArray([.. resource.Scopes.Select(scope => scope.ToJson())]),
        })]),
    }.ToJsonString();
}

internal sealed record OtlpResource(OtlpAttribute[] Attributes, params OtlpScope[] Scopes);

internal sealed record OtlpScope(string Name, params OtlpMetric[] Metrics)
{
    public string Version { get; init; } = "";

    public string SchemaUrl { get; init; } = "";

    public OtlpAttribute[] Attributes { get; init; } = [];

    public void Write(ProtoWriter to)
    {
        int all = to.Begin(2);
        int own = to.Begin(1);
        to.Text(1, Name);
        to.Text(2, Version);
        OtlpAttribute.Write(to, 3, Attributes);
        to.End(own);
        foreach (OtlpMetric metric in Metrics)
        {
            metric.Write(to);
        }

        to.Text(3, SchemaUrl);
        to.End(all);
    }

    public JsonObject ToJson() => new()
    {
        ["scope"] = new JsonObject
        {
            ["name"] = Name,
            ["version"] = Version,
            ["attributes"] = OtlpAttribute.ToJson(Attributes),
        },
        ["metrics"] = new JsonArray([.. Metrics.Select(metric => metric.ToJson())]),
        ["schemaUrl"] = SchemaUrl,
    };
}

internal enum OtlpKind
{
    Gauge = 5,
    Sum = 7,
    Histogram = 9,
    Exponential = 10,
    Summary = 11,
}

internal sealed record OtlpMetric(OtlpKind Kind, string Name, params OtlpPoint[] Points)
{
    private static readonly string[] Temporalities =
        ["AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA", "AGGREGATION_TEMPORALITY_CUMULATIVE"];

    public string Unit { get; init; } = "";

    public string Help { get; init; } = "";

    /// <summary>0, 1 for deltas, 2 for what is cumulative.</summary>
    public int Temporality { get; init; } = 2;

    public bool IsMonotonic { get; init; } = true;

    public void Write(ProtoWriter to)
    {
        int all = to.Begin(2);
        to.Text(1, Name);
        to.Text(2, Help);
        to.Text(3, Unit);
        int data = to.Begin((int)Kind);
        foreach (OtlpPoint point in Points)
        {
            point.Write(to, Kind);
        }

        if (Kind is OtlpKind.Sum or OtlpKind.Histogram or OtlpKind.Exponential)
        {
            to.Varint(2, (ulong)Temporality);
        }

        if (Kind == OtlpKind.Sum)
        {
            to.Varint(3, IsMonotonic ? 1UL : 0);
        }

        to.End(data);
        to.End(all);
    }

    public JsonObject ToJson()
    {
        var data = new JsonObject { ["dataPoints"] = new JsonArray([.. Points.Select(point => point.ToJson(Kind))]) };
        if (Kind is OtlpKind.Sum or OtlpKind.Histogram or OtlpKind.Exponential)
        {
            data["aggregationTemporality"] = Points.Length % 2 == 0 ? JsonValue.Create(Temporality) : Temporalities[Temporality];
        }

        if (Kind == OtlpKind.Sum)
        {
            data["isMonotonic"] = IsMonotonic;
        }

        string name = Kind switch
        {
            OtlpKind.Gauge => "gauge",
            OtlpKind.Sum => "sum",
            OtlpKind.Histogram => "histogram",
            OtlpKind.Exponential => "exponentialHistogram",
            _ => "summary",
        };
        return new JsonObject { ["name"] = Name, ["description"] = Help, ["unit"] = Unit, [name] = data };
    }
}

internal sealed record OtlpPoint(long TimeMs, params OtlpAttribute[] Attributes)
{
    public long StartMs { get; init; }

    /// <summary>A double or a long.</summary>
    public object Value { get; init; } = 0.0;

    public ulong Count { get; init; }

    public double? Sum { get; init; }

    public double[] Bounds { get; init; } = [];

    public ulong[] Counts { get; init; } = [];

    public int Scale { get; init; }

    public ulong ZeroCount { get; init; }

    public double ZeroThreshold { get; init; }

    public (int Offset, ulong[] Counts) Positive { get; init; } = (0, []);

    public (int Offset, ulong[] Counts) Negative { get; init; } = (0, []);

    public (double Quantile, double Value)[] Quantiles { get; init; } = [];

    public bool IsStale { get; init; }

    public (double Value, string Trace, OtlpAttribute[] Attributes)[] Exemplars { get; init; } = [];

    public void Write(ProtoWriter to, OtlpKind kind)
    {
        int all = to.Begin(1);
        Fixed(to, 2, (ulong)StartMs * 1_000_000);
        Fixed(to, 3, (ulong)TimeMs * 1_000_000);
        OtlpAttribute.Write(to, kind switch { OtlpKind.Histogram => 9, OtlpKind.Exponential => 1, _ => 7 }, Attributes);
        WriteValue(to, kind);
        WriteExemplars(to, kind switch { OtlpKind.Histogram => 8, OtlpKind.Exponential => 11, _ => 5 });
        to.Varint(kind is OtlpKind.Histogram or OtlpKind.Exponential ? 10 : 8, IsStale ? 1UL : 0);
        to.End(all);
    }

    public JsonObject ToJson(OtlpKind kind)
    {
        var json = new JsonObject
        {
            ["attributes"] = OtlpAttribute.ToJson(Attributes),
            ["startTimeUnixNano"] = Whole((ulong)StartMs * 1_000_000),
            ["timeUnixNano"] = Whole((ulong)TimeMs * 1_000_000),
            ["flags"] = IsStale ? 1 : 0,
        };
        if (kind != OtlpKind.Summary)
        {
            json["exemplars"] = ExemplarsToJson();
        }

        if (kind is OtlpKind.Gauge or OtlpKind.Sum)
        {
            json[Value is long ? "asInt" : "asDouble"] = Value is long whole
                ? whole.ToString(CultureInfo.InvariantCulture)
                : Float((double)Value);
            return json;
        }

        json["count"] = Whole(Count);
        if (Sum is { } sum)
        {
            json["sum"] = Float(sum);
        }

        AddBuckets(json, kind);
        return json;
    }

    private static void Fixed(ProtoWriter to, int field, ulong value) => to.Fixed(field, BitConverter.UInt64BitsToDouble(value));

    private static void WriteBuckets(ProtoWriter to, int field, (int Offset, ulong[] Counts) buckets)
    {
        int begun = to.Begin(field);
        to.Zigzag(1, buckets.Offset);
        var packed = new ProtoWriter();
        foreach (ulong count in buckets.Counts)
        {
            packed.Varint(count);
        }

        to.Bytes(2, packed.Written.Span);
        to.End(begun);
    }

    private static JsonNode Whole(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonNode Float(double value) => double.IsNaN(value) ? "NaN"
        : double.IsFinite(value) ? value
        : value > 0 ? "Infinity" : "-Infinity";

    private static JsonObject BucketsToJson((int Offset, ulong[] Counts) buckets) => new()
    {
        ["offset"] = buckets.Offset,
        ["bucketCounts"] = new JsonArray([.. buckets.Counts.Select(Whole)]),
    };

    private void WriteValue(ProtoWriter to, OtlpKind kind)
    {
        if (kind is OtlpKind.Gauge or OtlpKind.Sum)
        {
            Fixed(to, Value is long ? 6 : 4, Value is long whole ? (ulong)whole : BitConverter.DoubleToUInt64Bits((double)Value));
            return;
        }

        Fixed(to, 4, Count);
        if (Sum is { } sum)
        {
            to.Fixed(5, sum);
        }

        if (kind == OtlpKind.Histogram)
        {
            to.FixedPacked(6, Array.ConvertAll(Counts, BitConverter.UInt64BitsToDouble));
            to.FixedPacked(7, Bounds);
        }
        else if (kind == OtlpKind.Exponential)
        {
            to.Zigzag(6, Scale);
            Fixed(to, 7, ZeroCount);
            WriteBuckets(to, 8, Positive);
            WriteBuckets(to, 9, Negative);
            to.Fixed(14, ZeroThreshold);
        }

        foreach ((double quantile, double value) in kind == OtlpKind.Summary ? Quantiles : [])
        {
            int begun = to.Begin(6);
            to.Fixed(1, quantile);
            to.Fixed(2, value);
            to.End(begun);
        }
    }

    private void WriteExemplars(ProtoWriter to, int field)
    {
        foreach ((double value, string trace, OtlpAttribute[] attributes) in Exemplars)
        {
            int begun = to.Begin(field);
            Fixed(to, 2, (ulong)TimeMs * 1_000_000);
            to.Fixed(3, value);
            to.Bytes(5, Convert.FromHexString(trace));
            OtlpAttribute.Write(to, 7, attributes);
            to.End(begun);
        }
    }

    private JsonArray ExemplarsToJson() => new([.. Exemplars.Select(exemplar => new JsonObject
    {
        ["timeUnixNano"] = Whole((ulong)TimeMs * 1_000_000),
        ["asDouble"] = exemplar.Value,
        ["traceId"] = exemplar.Trace,
        ["filteredAttributes"] = OtlpAttribute.ToJson(exemplar.Attributes),
    })]);

    private void AddBuckets(JsonObject json, OtlpKind kind)
    {
        switch (kind)
        {
            case OtlpKind.Histogram:
                json["bucketCounts"] = new JsonArray([.. Counts.Select(Whole)]);
                json["explicitBounds"] = new JsonArray([.. Bounds.Select(Float)]);
                break;
            case OtlpKind.Exponential:
                json["scale"] = Scale;
                json["zeroCount"] = Whole(ZeroCount);
                json["zeroThreshold"] = ZeroThreshold;
                json["positive"] = BucketsToJson(Positive);
                json["negative"] = BucketsToJson(Negative);
                break;
            default:
                json["quantileValues"] = new JsonArray([.. Quantiles.Select(told => new JsonObject
                {
                    ["quantile"] = told.Quantile,
                    ["value"] = Float(told.Value),
                })]);
                break;
        }
    }
}

/// <summary>An attribute; its value is a text, a truth value, a long, a double, bytes, a list, attributes or nothing.</summary>
internal sealed record OtlpAttribute(string Key, object? Value)
{
    public static void Write(ProtoWriter to, int field, OtlpAttribute[] attributes)
    {
        foreach (OtlpAttribute attribute in attributes)
        {
            int begun = to.Begin(field);
            to.Text(1, attribute.Key);
            int value = to.Begin(2);
            WriteAny(to, attribute.Value);
            to.End(value);
            to.End(begun);
        }
    }

    public static JsonArray ToJson(OtlpAttribute[] attributes) => new([.. attributes.Select(attribute => new JsonObject
    {
        ["key"] = attribute.Key,
        ["value"] = ToJson(attribute.Value),
    })]);

    private static void WriteAny(ProtoWriter to, object? value)
    {
        int begun;
        switch (value)
        {
            case string text:
                to.Text(1, text);
                break;
            case bool flag:
                to.Varint(2, flag ? 1UL : 0);
                break;
            case long whole:
                to.Varint(3, (ulong)whole);
                break;
            case double number:
                to.Fixed(4, number);
                break;
            case byte[] bytes:
                to.Bytes(7, bytes);
                break;
            case object?[] items and not OtlpAttribute[]:
                begun = to.Begin(5);
                foreach (object? item in items)
                {
                    int one = to.Begin(1);
                    WriteAny(to, item);
                    to.End(one);
                }

                to.End(begun);
                break;
            case OtlpAttribute[] map:
                begun = to.Begin(6);
                Write(to, 1, map);
                to.End(begun);
                break;
        }
    }

    private static JsonObject ToJson(object? value) => value switch
    {
        string text => new() { ["stringValue"] = text },
        bool flag => new() { ["boolValue"] = flag },
        long whole => new() { ["intValue"] = whole.ToString(CultureInfo.InvariantCulture) },
        double number => new() { ["doubleValue"] = number },
        byte[] bytes => new() { ["bytesValue"] = Convert.ToBase64String(bytes) },
        OtlpAttribute[] map => new() { ["kvlistValue"] = new JsonObject { ["values"] = ToJson(map) } },
        object?[] items => new() { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray([.. items.Select(ToJson)]) } },
        _ => [],
    };
}
