using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>A place of the table: one id, whatever its silence looks like now.</summary>
internal sealed class SilenceEntry(Silence silence)
{
    /// <summary>The matchers under which the sets are filed, null while it is not in the index.</summary>
    public LabelMatcher?[]? FiledUnder;

    public Silence Silence = silence;

    /// <summary>The table's version at the last change.</summary>
    public long Version;

    public SilenceEntry? Older;
    public SilenceEntry? Newer;
}
