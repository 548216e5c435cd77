using System.Text;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Scrape;

/// <summary>What a target says of its metrics. Written by one thread at a time; <see cref="All"/> is for all.</summary>
/// <param name="pool">Keeps copies.</param>
internal sealed class TargetMetadata(MetadataPool pool)
{
    private const int MetricsMax = 10_000;
    private const int TextBytesMax = 4096;

    private readonly HashSet<SeriesKey> _said = [];
    private readonly Dictionary<string, MetricMetadata> _metrics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private IReadOnlyList<MetricMetadata> _all = [];

    /// <summary>All that is known.</summary>
    public IReadOnlyList<MetricMetadata> All => Volatile.Read(ref _all);

    /// <summary>Takes a description; one that was said in these bytes before costs nothing.</summary>
    public void Take(DescriptionPart part, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> tag = [(byte)part];
        if (metric.Length > TextBytesMax || text.Length > TextBytesMax || _said.Count >= MetricsMax * 3
            || !_said.Add(SeriesKey.Of(tag).Add(metric).Add(text)))
        {
            return;
        }

        string name = Encoding.UTF8.GetString(metric);
        string said = Encoding.UTF8.GetString(text);
        MetricMetadata known = _metrics.GetValueOrDefault(name) ?? new MetricMetadata(name, "unknown", "", "");
        _metrics[name] = part switch
        {
            DescriptionPart.Type => known with { Type = said == "untyped" ? "unknown" : said },
            DescriptionPart.Unit => known with { Unit = said },
            _ => known with { Help = Unescape(said) },
        };
        _changed.Add(name);
    }

    /// <summary>What is new since it was asked last.</summary>
    public IReadOnlyList<MetricMetadata> TakeChanged()
    {
        if (_changed.Count == 0)
        {
            return [];
        }

        var changed = new List<MetricMetadata>(_changed.Count);
        foreach (string name in _changed)
        {
            MetricMetadata shared = pool.Share(_metrics[name]);
            _metrics[name] = shared;
            changed.Add(shared);
        }

        _changed.Clear();
        Volatile.Write(ref _all, [.. _metrics.Values]);
        return changed;
    }

    private static string Unescape(string text) => !text.Contains('\\', StringComparison.Ordinal)
        ? text
        : text.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\\\"", "\"", StringComparison.Ordinal).Replace('\0', '\\');
}
