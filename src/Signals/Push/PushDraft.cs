using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>Which part of a summary or histogram a line has.</summary>
internal enum PushSuffix
{
    /// <summary>None: a value, a quantile.</summary>
    None,

    /// <summary><c>_count</c>.</summary>
    Count,

    /// <summary><c>_sum</c>.</summary>
    Sum,

    /// <summary><c>_bucket</c>.</summary>
    Bucket,
}

/// <summary>The families of a text as they grow. Not thread-safe.</summary>
internal sealed class PushDrafts
{
    private readonly Dictionary<string, PushDraft> _drafts = new(StringComparer.Ordinal);

    /// <summary>The family that a name belongs to: of a summary's or a histogram's part the whole.</summary>
    public PushDraft Find(string name, out PushSuffix suffix)
    {
        suffix = PushSuffix.None;
        if (_drafts.TryGetValue(name, out PushDraft? draft))
        {
            return draft;
        }

        (string whole, PushSuffix part) = Split(name);
        if (part != PushSuffix.None && _drafts.TryGetValue(whole, out draft)
            && (draft.Type == PushedType.Histogram || (draft.Type == PushedType.Summary && part != PushSuffix.Bucket)))
        {
            suffix = part;
            return draft;
        }

        return _drafts[name] = new PushDraft(name);
    }

    /// <summary>Those with metrics.</summary>
    public IReadOnlyList<PushedFamily> Families() =>
        [.. _drafts.Values.Where(draft => draft.Metrics.Count > 0).Select(draft => draft.ToFamily())];

    private static (string Whole, PushSuffix Part) Split(string name) =>
        name.EndsWith("_count", StringComparison.Ordinal) ? (name[..^6], PushSuffix.Count)
        : name.EndsWith("_sum", StringComparison.Ordinal) ? (name[..^4], PushSuffix.Sum)
        : name.EndsWith("_bucket", StringComparison.Ordinal) ? (name[..^7], PushSuffix.Bucket)
        : (name, PushSuffix.None);
}

/// <summary>One family of a text as it grows. Not thread-safe.</summary>
/// <param name="name">Its name.</param>
internal sealed class PushDraft(string name)
{
    private readonly Dictionary<string, DraftMetric> _wholes = new(StringComparer.Ordinal);

    public string Name => name;

    public string? Help { get; set; }

    public PushedType? Type { get; set; }

    public List<DraftMetric> Metrics { get; } = [];

    /// <summary>Takes a line; those of one summary or histogram become one metric.</summary>
    public void Add(List<PushLabel> labels, Sample sample)
    {
        if (Type is not (PushedType.Summary or PushedType.Histogram))
        {
            Metrics.Add(new DraftMetric([.. labels]) { Value = sample.Value, HasTime = sample.HasTime });
            return;
        }

        string key = string.Join('\u0001', labels.OrderBy(label => label.Name, StringComparer.Ordinal)
            .SelectMany(label => new[] { label.Name, label.Value }));
        if (!_wholes.TryGetValue(key, out DraftMetric? metric))
        {
            metric = new DraftMetric([.. labels]);
            _wholes.Add(key, metric);
            Metrics.Add(metric);
        }

        metric.HasTime |= sample.HasTime;
        switch (sample.Suffix)
        {
            case PushSuffix.Count:
                metric.Count = (ulong)sample.Value;
                break;
            case PushSuffix.Sum:
                metric.Sum = sample.Value;
                break;
            default:
                if (!double.IsNaN(sample.Bound))
                {
                    metric.Parts.Add((sample.Bound, sample.Value));
                }

                break;
        }
    }

    public PushedFamily ToFamily() => new()
    {
        Name = name,
        Help = Help,
        Type = Type!.Value,
        Metrics = [.. Metrics.Select(metric => new PushedMetric(metric.Labels, Type, Encode(metric)) { HasTime = metric.HasTime })],
    };

    // Source: Prometheus client_model metrics.proto.
    private byte[] Encode(DraftMetric metric)
    {
        var writer = new ProtoWriter();
        if (Type is not (PushedType.Summary or PushedType.Histogram))
        {
            writer.Fixed(1, metric.Value);
            return writer.Written.ToArray();
        }

        if (metric.Count is { } count)
        {
            writer.Varint(1, count);
        }

        if (metric.Sum is { } sum)
        {
            writer.Fixed(2, sum);
        }

        foreach ((double bound, double value) in metric.Parts)
        {
            int part = writer.Begin(3);
            if (Type == PushedType.Summary)
            {
                writer.Fixed(1, bound);
                writer.Fixed(2, value);
            }
            else
            {
                writer.Varint(1, (ulong)value);
                writer.Fixed(2, bound);
            }

            writer.End(part);
        }

        return writer.Written.ToArray();
    }

    /// <summary>What a line says.</summary>
    internal readonly record struct Sample(PushSuffix Suffix, double Bound, double Value, bool HasTime);

    /// <summary>A metric as it grows.</summary>
    internal sealed class DraftMetric(IReadOnlyList<PushLabel> labels)
    {
        public IReadOnlyList<PushLabel> Labels => labels;

        public double Value { get; init; }

        public bool HasTime { get; set; }

        public ulong? Count { get; set; }

        public double? Sum { get; set; }

        public List<(double Bound, double Value)> Parts { get; } = [];
    }
}
