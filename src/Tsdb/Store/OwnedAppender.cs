using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Tsdb.Store;

/// <summary>The store as one owner of series sees it: new series count as its own. Thread-safe.</summary>
/// <remarks>Costs nothing where series are known already: samples go straight through.</remarks>
/// <param name="store">The store.</param>
/// <param name="owner">The owner.</param>
/// <param name="label">A label that all its series get, whatever they say; null for none.</param>
public sealed class OwnedAppender(SeriesStore store, SeriesOwner owner, (string Name, string Value)? label = null)
    : ISeriesAppender
{
    /// <summary>The owner.</summary>
    public SeriesOwner Owner => owner;

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs)
    {
        if (label is not { } added)
        {
            store.Resolve(labels, refs, owner);
            return;
        }

        var labelled = new LabelSet[labels.Length];
        var builder = new LabelSetBuilder();
        for (int i = 0; i < labels.Length; i++)
        {
            builder.Clear();
            foreach (LabelSet.Label one in labels[i])
            {
                if (one.NameText != added.Name)
                {
                    builder.Add(one.Name, one.Value);
                }
            }

            builder.Add(added.Name, added.Value);
            labelled[i] = builder.Build();
        }

        store.Resolve(labelled, refs, owner);
    }

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes) => store.Append(batch, outcomes);

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => store.FlushAsync(cancellation);
}
