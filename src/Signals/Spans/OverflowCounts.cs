namespace Tocsin.Signals.Spans;

/// <summary>Who had more label sets than there is room for, and how many spans went without labels of their own.</summary>
/// <remarks>One owner. Bounded: beyond <see cref="NamesMax"/> names the rest is counted under none.</remarks>
internal sealed class OverflowCounts
{
    /// <summary>How many names are told apart.</summary>
    public const int NamesMax = 100;

    private readonly Dictionary<string, long> _counts = [];
    private readonly List<string> _fresh = [];

    /// <summary>The counts by name; the rest under the empty name.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Counts one.</summary>
    public void Add(string name)
    {
        bool isKnown = _counts.TryGetValue(name, out long count);
        if (!isKnown && _counts.Count >= NamesMax)
        {
            name = "";
            isKnown = _counts.TryGetValue(name, out count);
        }

        if (!isKnown)
        {
            _fresh.Add(name);
        }

        _counts[name] = count + 1;
    }

    /// <summary>The names that came up since this was last asked.</summary>
    public string[] TakeFresh()
    {
        string[] fresh = [.. _fresh];
        _fresh.Clear();
        return fresh;
    }
}
