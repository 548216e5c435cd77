using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Tests;

/// <summary>Keeps no metadata and no exemplars.</summary>
internal sealed class NoNotes : ISeriesNotes
{
    public void Learn(IReadOnlyList<MetricMetadata> metrics)
    {
    }

    public int Keep(IReadOnlyList<Exemplar> exemplars) => 0;

    public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit) => [];

    public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query) => [];
}
