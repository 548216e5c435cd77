using Tocsin.Journal.Events;

namespace Tocsin.Journal.Format;

/// <summary>Sets of event kinds as 64 bits, which a block carries so that others pass it over.</summary>
public static class EventKinds
{
    private const int Last = 63;

    /// <summary>Every kind.</summary>
    public const ulong All = ulong.MaxValue;

    /// <summary>The bit of a kind. Kinds from 63 on share the last one, which may only cost a needless look.</summary>
    public static ulong Bit(EventKind kind) => 1UL << Math.Min((int)kind, Last);
}
