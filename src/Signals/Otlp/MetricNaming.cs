using System.Text;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>What a metric is called here, and what is known of it. Immutable.</summary>
internal sealed record MetricNaming
{
    /// <summary>What it is.</summary>
    public required MetricShape Shape { get; init; }

    /// <summary>The name that its series have, or begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The name that the sender has for it, for people.</summary>
    public required string SentName { get; init; }

    /// <summary>Why none of its points can be kept; null if they can.</summary>
    public PointRefusal? Fault { get; private init; }

    /// <summary>What is known of it.</summary>
    public MetricMetadata? Metadata { get; private init; }

    /// <summary>Names a metric.</summary>
    public static MetricNaming Of(in MetricTexts texts, in MetricShape shape, OtlpMetricSettings settings)
    {
        bool fits = texts.Name.Length + texts.Unit.Length <= TextBudget.LabelBytesMax;
        string sent = fits ? Encoding.UTF8.GetString(texts.Name) : "";
        string unit = fits ? Encoding.UTF8.GetString(texts.Unit) : "";
        string? name = fits ? MetricNames.Of(sent, unit, shape, settings) : null;
        bool isTaken = !shape.HasTemporality
            || shape.Temporality == Temporality.Cumulative
            || (shape.Temporality == Temporality.Delta && settings.Deltas != DeltaHandling.Refuse);
        return new MetricNaming
        {
            Shape = shape,
            Name = name ?? "",
            SentName = sent.Length > 200 ? sent[..200] : sent,
            Fault = !isTaken ? PointRefusal.Temporality : name is null ? PointRefusal.Name : null,
            Metadata = name is null
                ? null
                : new MetricMetadata(
                    name,
                    shape.TypeName(settings.Deltas),
                    UnitNames.Whole(unit),
                    TextBudget.CutNote(texts.Description)),
        };
    }
}

/// <summary>What a metric says of itself, where it lies.</summary>
internal readonly ref struct MetricTexts(ReadOnlySpan<byte> name, ReadOnlySpan<byte> description, ReadOnlySpan<byte> unit)
{
    /// <summary>Its name.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>What people should know of it.</summary>
    public ReadOnlySpan<byte> Description { get; } = description;

    /// <summary>Its unit, by UCUM.</summary>
    public ReadOnlySpan<byte> Unit { get; } = unit;

    /// <summary>How long they are together.</summary>
    public int Bytes => Name.Length + Description.Length + Unit.Length;
}
