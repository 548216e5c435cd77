namespace Tocsin.SeriesLoad;

/// <summary>A server of series that is measured. The order is that of the table's columns.</summary>
internal enum StoreMake
{
    Prometheus,
    VictoriaMetrics,
    Tocsin,
}
