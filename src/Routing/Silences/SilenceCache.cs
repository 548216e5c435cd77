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

/// <summary>A place of the table: one id, whatever its silence looks like now.</summary>
internal sealed class SilenceEntry(Silence silence)
{
    /// <summary>The matchers under which the sets are filed, null while it is not in the index.</summary>
    public Model.Matching.LabelMatcher?[]? FiledUnder;

    public Silence Silence = silence;

    /// <summary>The table's version at the last change.</summary>
    public long Version;

    public SilenceEntry? Older;
    public SilenceEntry? Newer;
}
