using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>What is taken from one span. One struct in an array of many, so that a span costs no object.</summary>
internal struct SpanRow
{
    /// <summary>The first half of the trace's id; both are 0 if it has none.</summary>
    public ulong TraceHigh;

    /// <summary>The second half of the trace's id.</summary>
    public ulong TraceLow;

    /// <summary>The span's id; 0 if it has none.</summary>
    public ulong SpanId;

    /// <summary>The id of the span that it is part of; 0 for a root.</summary>
    public ulong ParentId;

    /// <summary>How long it took, in nanoseconds.</summary>
    public ulong DurationNs;

    /// <summary>Stands for the labels of its series.</summary>
    public SeriesKey Key;

    /// <summary>What the operation is called.</summary>
    public SpanText Name;

    /// <summary>Which side of what it is.</summary>
    public SpanKind Kind;

    /// <summary>How it ended.</summary>
    public SpanStatus Status;

    /// <summary>True if the span belongs to a trace.</summary>
    public readonly bool HasTrace => (TraceHigh | TraceLow) != 0;
}

/// <summary>Which side of what a span is.</summary>
// Source: https://github.com/open-telemetry/opentelemetry-proto, trace.proto, Span.SpanKind.
internal enum SpanKind : byte
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// <summary>How a span ended.</summary>
// Source: https://github.com/open-telemetry/opentelemetry-proto, trace.proto, Status.StatusCode.
internal enum SpanStatus : byte
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}

/// <summary>The words that labels have for both.</summary>
// Source: OpenTelemetry collector, span-metrics connector: the names of the protocol's own enums.
internal static class SpanWords
{
    private static readonly string[] Kinds =
    [
        "SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER",
        "SPAN_KIND_CONSUMER",
    ];

    private static readonly string[] Statuses = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

    /// <summary>The word for a kind.</summary>
    public static string Of(SpanKind kind) => Kinds[(int)kind];

    /// <summary>The word for a status.</summary>
    public static string Of(SpanStatus status) => Statuses[(int)status];

    /// <summary>The kind of a number; what this version does not know is unspecified.</summary>
    public static SpanKind KindOf(ulong number) => number < (ulong)Kinds.Length ? (SpanKind)number : SpanKind.Unspecified;

    /// <summary>The status of a number; what this version does not know is unset.</summary>
    public static SpanStatus StatusOf(ulong number) => number < (ulong)Statuses.Length ? (SpanStatus)number : SpanStatus.Unset;

    /// <summary>The kind of a word, which JSON may have in the place of its number.</summary>
    public static SpanKind KindOf(string? word) => (SpanKind)Math.Max(0, Array.IndexOf(Kinds, word));

    /// <summary>The status of a word.</summary>
    public static SpanStatus StatusOf(string? word) => (SpanStatus)Math.Max(0, Array.IndexOf(Statuses, word));
}
