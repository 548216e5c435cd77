using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>
/// Names as strings, found again by their bytes, so that a name that comes with every request is made once. Bounded: when
/// there are too many it starts anew. One owner.
/// </summary>
internal sealed class NameMemory
{
    private const int NamesMax = 20_000;

    private readonly Dictionary<SeriesKey, string> _names = [];

    /// <summary>A name; null if there is none.</summary>
    public string? Of(SpanBatch batch, SpanText text)
    {
        ReadOnlySpan<byte> utf8 = batch.Of(text);
        if (utf8.IsEmpty)
        {
            return null;
        }

        SeriesKey key = SeriesKey.Of(utf8);
        if (!_names.TryGetValue(key, out string? name))
        {
            if (_names.Count >= NamesMax)
            {
                _names.Clear();
            }

            name = SpanLabels.Text(utf8);
            _names.Add(key, name);
        }

        return name;
    }
}
