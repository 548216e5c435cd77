using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Store;

/// <summary>What the series of one owner are. Immutable.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Labels">How many of its series have what label.</param>
public sealed record OwnerStatistics(SeriesOwner Owner, StoreStatistics Labels)
{
    /// <summary>Counts the labels of the series of some owners.</summary>
    internal static IReadOnlyList<OwnerStatistics> Of(
        IEnumerable<(LabelSet Labels, SeriesOwner? Owner)> series, IReadOnlyList<SeriesOwner> owners, int limit)
    {
        var found = owners.ToDictionary(owner => owner, _ => new List<LabelSet>());
        foreach ((LabelSet labels, SeriesOwner? owner) in series)
        {
            for (SeriesOwner? one = owner; one is not null; one = one.Parent)
            {
                if (found.TryGetValue(one, out List<LabelSet>? own))
                {
                    own.Add(labels);
                }
            }
        }

        return [.. owners.Select(owner => new OwnerStatistics(owner, StoreStatistics.Of(found[owner], limit)))];
    }
}
