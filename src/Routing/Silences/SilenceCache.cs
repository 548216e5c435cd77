namespace Tocsin.Routing.Silences;

/// <summary>
/// What one alert's labels are known to match, kept with the alert: 16 bytes. <c>default</c> means nothing is known.
/// Only <see cref="SilenceTable.SilencedBy"/> reads and writes it; it belongs to one table and one label set.
/// </summary>
public struct SilenceCache
{
    internal long Version;
    internal SilenceEntry[]? Hits;
}
