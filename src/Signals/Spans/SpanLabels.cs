using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Signals.Spans;

/// <summary>The names and values of the labels that spans make. Immutable.</summary>
internal sealed class SpanLabels(SpanOptions options)
{
    /// <summary>How many bytes of a value are kept.</summary>
    public const int ValueBytesMax = 1024;

    /// <summary>The label of a series that stands for all that there was no room for.</summary>
    // Source: OpenTelemetry specification, metrics SDK, cardinality limits: the attribute otel.metric.overflow.
    public const string Overflow = "otel_metric_overflow";

    private readonly bool[] _isIn = [.. Own.Select(own => !options.Excluded.Contains(own))];

    /// <summary>What OpenTelemetry calls the dimensions that every span has.</summary>
    // Source: OpenTelemetry collector, span-metrics connector.
    public static IReadOnlyList<string> Own { get; } = ["service.name", "span.name", "span.kind", "status.code"];

    /// <summary>The name that an attribute has as a label.</summary>
    // Source: OpenTelemetry specification, compatibility with Prometheus: label names.
    public static string NameOf(string attribute)
    {
        string name = string.Create(attribute.Length, attribute, (into, from) =>
        {
            for (int i = 0; i < from.Length; i++)
            {
                into[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
            }
        });
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? "key_" + name : name;
    }

    /// <summary>The labels of a row's series, without a metric's name.</summary>
    public LabelSet Of(SpanBatch batch, int at, string service)
    {
        ref SpanRow row = ref batch.Row(at);
        var labels = new LabelSetBuilder();
        labels.Add("service_name", _isIn[0] ? service : "");
        labels.Add("span_name", _isIn[1] ? Text(batch.Of(row.Name)) : "");
        labels.Add("span_kind", _isIn[2] ? SpanWords.Of(row.Kind) : "");
        labels.Add("status_code", _isIn[3] ? SpanWords.Of(row.Status) : "");
        for (int i = 0; i < options.Dimensions.Count; i++)
        {
            labels.Add(options.Dimensions[i].Label, Text(batch.Of(batch.Dimension(at, i))));
        }

        return labels.Build(dropEmpty: true);
    }

    /// <summary>The labels of what a service has too much of; of the services that there are too many of, without one.</summary>
    public static LabelSet OfOverflow(string? service)
    {
        var labels = new LabelSetBuilder();
        labels.Add("service_name", service ?? "");
        labels.Add(Overflow, "true");
        return labels.Build(dropEmpty: true);
    }

    /// <summary>A text as it can be a label's value: valid, and of a length that is kept.</summary>
    public static string Text(ReadOnlySpan<byte> utf8)
    {
        int length = Math.Min(utf8.Length, ValueBytesMax);
        while (length < utf8.Length && length > 0 && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(utf8[..length]);
    }
}
