using System.Collections;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Rounds;

namespace Tocsin.PromQL.Evaluation.Results;

/// <summary>
/// Floats at places of a frame of label sets that other results share, so that whoever writes results can keep what it
/// makes of the labels. Immutable.
/// </summary>
public sealed class FramedSamples : IReadOnlyList<VectorSample>
{
    private readonly Frame _frame;
    private readonly double[] _values;
    private readonly int[]? _places;

    private FramedSamples(Frame frame, double[] values, int[]? places) => (_frame, _values, _places) = (frame, values, places);

    /// <summary>Stands for the frame: results with the same object here have the same labels at the same places.</summary>
    public object FrameIdentity => _frame;

    /// <summary>The labels of all places of the frame, whether they have a sample here or not.</summary>
    public ReadOnlySpan<LabelSet> FrameLabels => _frame.Labels;

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>The values, in order.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public VectorSample this[int index] => new(_frame.Labels[PlaceOf(index)], _values[index], null);

    /// <summary>The place in the frame of the sample at <paramref name="index"/>.</summary>
    public int PlaceOf(int index) => _places is null ? index : _places[index];

    /// <inheritdoc/>
    public IEnumerator<VectorSample> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A copy of what a part computed.</summary>
    internal static FramedSamples Of(RoundVector vector)
    {
        int count = vector.Has.AsSpan().Count(true);
        if (count == vector.Count)
        {
            return new FramedSamples(vector.Frame, [.. vector.Values], null);
        }

        (double[] values, int[] places) = (new double[count], new int[count]);
        for (int i = 0, next = 0; next < count; i++)
        {
            if (vector.Has[i])
            {
                (values[next], places[next]) = (vector.Values[i], i);
                next++;
            }
        }

        return new FramedSamples(vector.Frame, values, places);
    }
}
