using Tocsin.Model.Relabel;

namespace Tocsin.Signals.Scrape;

/// <summary>One scrape configuration, ready to run. Immutable. Limits: 0 is none.</summary>
public sealed record ScrapePoolModel
{
    /// <summary>The name of the job.</summary>
    public required string Name { get; init; }

    /// <summary>Labels of the target's own win.</summary>
    public bool HonorLabels { get; init; }

    /// <summary>Times of the target's own hold.</summary>
    public bool HonorTimestamps { get; init; } = true;

    /// <summary>Mark series that vanish although the target gives their times.</summary>
    public bool TrackTimestampsStaleness { get; init; }

    /// <summary>Metric and label names must be classic.</summary>
    public bool ClassicNames { get; init; }

    /// <summary>What becomes of samples.</summary>
    public Relabeling MetricRelabeling { get; init; } = Relabeling.None;

    /// <summary>Bytes of a body once unpacked.</summary>
    public long BodyBytesMax { get; init; }

    /// <summary>Samples of one scrape.</summary>
    public ulong SamplesMax { get; init; }

    /// <summary>Labels of one sample.</summary>
    public ulong LabelsMax { get; init; }

    /// <summary>Bytes of a label's name.</summary>
    public ulong LabelNameBytesMax { get; init; }

    /// <summary>Bytes of a label's value.</summary>
    public ulong LabelValueBytesMax { get; init; }

    /// <summary>Buckets of a native histogram; resolution is given up above.</summary>
    public ulong NativeBucketsMax { get; init; }

    /// <summary>The least growth between buckets of a native histogram; resolution is given up below.</summary>
    public double NativeBucketFactorMin { get; init; }

    /// <summary>Take native histograms.</summary>
    public bool TakesNative { get; init; }

    /// <summary>Take the classic part of a histogram that has a native one too.</summary>
    public bool AlwaysTakesClassic { get; init; }

    /// <summary>Write limits and the body's size as series too.</summary>
    public bool HasExtraMetrics { get; init; }

    /// <summary>True if a series learned under this one may have other labels under the other.</summary>
    public bool ReadsOtherwise(ScrapePoolModel other) => HonorLabels != other.HonorLabels
        || !ReferenceEquals(MetricRelabeling, other.MetricRelabeling) || ClassicNames != other.ClassicNames
        || LabelsMax != other.LabelsMax || LabelNameBytesMax != other.LabelNameBytesMax
        || LabelValueBytesMax != other.LabelValueBytesMax;
}
