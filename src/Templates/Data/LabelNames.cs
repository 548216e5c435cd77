using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>
/// The label names seen lately. The alerts of a notification share their names, and so do notifications; sharing the
/// strings too spares a third of what a large notification allocates.
/// </summary>
// Threads may overwrite each other's entries; an entry is one reference, so that costs only a string.
internal static class LabelNames
{
    private const int Entries = 512;
    private static readonly GoString?[] Seen = new GoString?[Entries];

    public static GoString Get(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
        {
            hash = (hash ^ b) * 16777619;
        }

        ref GoString? entry = ref Seen[hash % Entries];
        GoString? seen = entry;
        if (seen is null || !Ascii.Equals(name, seen.Text))
        {
            entry = seen = new GoString(GoText.FromBytes(name));
        }

        return seen;
    }
}
