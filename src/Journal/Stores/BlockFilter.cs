using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores;

/// <summary>Which blocks a read wants. A block that passes may still hold no event that matters.</summary>
public sealed record BlockFilter
{
    /// <summary>The first sequence number that matters.</summary>
    public long FirstSeq { get; init; } = 1;

    /// <summary>The last sequence number that matters.</summary>
    public long LastSeq { get; init; } = long.MaxValue;

    /// <summary>The first instant that matters.</summary>
    public Instant From { get; init; }

    /// <summary>The last instant that matters, included.</summary>
    public Instant To { get; init; } = Instant.Max;

    /// <summary>The kinds that matter, as in <see cref="Block.Kinds"/>.</summary>
    public ulong Kinds { get; init; } = ulong.MaxValue;

    /// <summary>Keys of which a block must hold at least one; empty for no such condition.</summary>
    public IReadOnlyList<ulong> Subjects { get; init; } = [];

    /// <summary>True for the highest numbers first.</summary>
    public bool Descending { get; init; }

    /// <summary>True if a block with these numbers may matter.</summary>
    public bool Admits(Instant atMin, Instant atMax, ulong kinds) =>
        atMax >= From && atMin <= To && (kinds & Kinds) != 0;

    /// <summary>True if a block with these subjects, as stored, may matter.</summary>
    public bool AdmitsSubjects(ReadOnlySpan<byte> subjects)
    {
        if (Subjects.Count == 0)
        {
            return true;
        }

        for (int i = 0; i < Subjects.Count; i++)
        {
            if (Block.HoldsSubject(subjects, Subjects[i]))
            {
                return true;
            }
        }

        return false;
    }
}
