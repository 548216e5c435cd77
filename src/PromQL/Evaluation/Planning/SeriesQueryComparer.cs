using Tocsin.Model.Matching;
using Tocsin.Model.Seams;

namespace Tocsin.PromQL.Evaluation.Planning;

/// <summary>Two queries are equal if they have equal matchers in one order, and all else alike.</summary>
public sealed class SeriesQueryComparer : IEqualityComparer<SeriesQuery>
{
    /// <summary>The only one.</summary>
    public static SeriesQueryComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(SeriesQuery? x, SeriesQuery? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null
            && (x.FromMs, x.ToMs, x.StepMs, x.RangeMs, x.Function) == (y.FromMs, y.ToMs, y.StepMs, y.RangeMs, y.Function)
            && x.Matchers.SequenceEqual(y.Matchers));

    /// <inheritdoc/>
    public int GetHashCode(SeriesQuery obj)
    {
        var hash = default(HashCode);
        hash.Add(obj.FromMs);
        hash.Add(obj.ToMs);
        hash.Add(obj.RangeMs);
        foreach (LabelMatcher matcher in obj.Matchers)
        {
            hash.Add(matcher);
        }

        return hash.ToHashCode();
    }
}
