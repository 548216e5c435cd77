using Tocsin.Model.Matching;

namespace Tocsin.Tsdb.Index;

/// <summary>Finds series by their labels. A series goes by its number, [0, count).</summary>
internal interface ILabelIndex
{
    /// <summary>The numbers of all series, ascending.</summary>
    IReadOnlyList<int> All { get; }

    /// <summary>The numbers of the series that have this label, ascending; empty if there are none.</summary>
    IReadOnlyList<int> Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

    /// <summary>Adds the series of each value of a label that the matcher accepts.</summary>
    void Collect(LabelMatcher matcher, ICollection<IReadOnlyList<int>> lists);

    /// <summary>Whether a series fulfils a condition.</summary>
    bool Matches(int series, LabelMatcher matcher);
}
