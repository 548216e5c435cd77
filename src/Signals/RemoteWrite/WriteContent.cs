using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>What a request brings, as it is decoded. Reusable; not thread-safe.</summary>
internal sealed class WriteContent
{
    /// <summary>The samples of all series whose labels are sound.</summary>
    public SampleBatch Samples { get; } = new();

    /// <summary>The series of this request whose labels are sound.</summary>
    public List<SeriesRef> Series { get; } = [];

    public List<Exemplar> Exemplars { get; } = [];

    public List<MetricMetadata> Metadata { get; } = [];

    /// <summary>What is wrong with the first series that was refused; null if none was.</summary>
    public string? LabelFault { get; set; }

    /// <summary>How many samples belong to series that were refused.</summary>
    public int SamplesRefused { get; set; }

    public void Clear()
    {
        Samples.Clear();
        Series.Clear();
        Exemplars.Clear();
        Metadata.Clear();
        LabelFault = null;
        SamplesRefused = 0;
    }
}
