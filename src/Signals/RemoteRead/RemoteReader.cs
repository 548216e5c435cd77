using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Answers remote read. Thread-safe.</summary>
/// <param name="series">Where the samples are.</param>
/// <param name="order">The order in which frames come: upstream's order of labels.</param>
/// <param name="options">How much may be asked for.</param>
public sealed class RemoteReader(ISeriesReader series, IComparer<LabelSet> order, RemoteReadOptions options)
{
    /// <summary>The body of an answer of type <see cref="ReadAnswerType.Samples"/>; null if it would be too much.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">Which limit it would exceed; null if none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Pieces, to be sent one after the other; together they are a Snappy block.</returns>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public IReadOnlyList<byte[]>? Samples(ReadRequest request, out string? fault, CancellationToken cancellation)
    {
        var answer = new SampleAnswer(options);
        using ISeriesView view = series.OpenView();
        foreach (ReadQuery query in request.Queries)
        {
            if (!answer.TryAdd(query, view, cancellation))
            {
                fault = answer.Fault;
                return null;
            }
        }

        fault = null;
        return answer.Finish();
    }

    /// <summary>The frames of an answer of type <see cref="ReadAnswerType.Chunks"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Frames, each of which ends with the next one.</returns>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Frames(ReadRequest request, CancellationToken cancellation)
    {
        var frames = new ChunkFrames(options);
        var samples = new SampleColumns();
        using ISeriesView view = series.OpenView();
        for (int query = 0; query < request.Queries.Count; query++)
        {
            ReadQuery wanted = request.Queries[query];

            // Upstream finds nothing without a matcher. It sends chunks also where the labels alone are wanted.
            if (wanted.Series.Matchers.Count == 0)
            {
                continue;
            }

            ISeriesSelection selection = view.Select(wanted.Series, cancellation);
            int[] places = [.. Enumerable.Range(0, selection.Count)];
            Array.Sort(places, (left, right) => order.Compare(selection.Labels(left), selection.Labels(right)));
            foreach (int place in places)
            {
                cancellation.ThrowIfCancellationRequested();
                selection.Read(place, samples);
                foreach (ReadOnlyMemory<byte> frame in frames.Of(query, selection.Labels(place), samples))
                {
                    yield return frame;
                }
            }
        }
    }
}
