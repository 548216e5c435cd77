using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Rounds;

namespace Tocsin.PromQL.Evaluation.Instants;

/// <summary>
/// The series of a selector, read one after the other in each query. Only the frame of their labels is kept, since labels
/// are what most of the work is about.
/// </summary>
internal sealed class PassingSource(SourceKey key)
{
    private readonly SampleColumns _columns = new();
    private SeriesRef[] _refs = [];
    private ISeriesSelection? _selection;
    private long[] _times = [];
    private double[] _values = [];

    /// <summary>The labels of the series; the same object as long as the same series are selected.</summary>
    public Frame Frame { get; private set; } = Frame.Empty;

    /// <summary>The most samples that a series had in this query.</summary>
    public int SamplesMost { get; private set; }

    /// <summary>Finds the series of a query.</summary>
    /// <param name="context">The query.</param>
    /// <param name="rangeMs">How far back samples are wanted from the instant looked at, exclusively.</param>
    /// <returns>The instant looked at, Unix milliseconds.</returns>
    public long Select(RoundContext context, long rangeMs)
    {
        long reference = context.AtMs - key.OffsetMs;
        _selection = context.View.Select(
            new SeriesQuery { Matchers = key.Matchers, FromMs = reference - rangeMs + 1, ToMs = reference, RangeMs = rangeMs },
            context.Cancellation);
        if (_selection.Count > context.Options.SamplesMax)
        {
            throw new RoundFallback();
        }

        SamplesMost = 0;
        Follow(_selection);
        return reference;
    }

    /// <summary>Reads a series of the frame. A stale marker is among the samples.</summary>
    /// <exception cref="RoundFallback">There are histograms among the samples.</exception>
    public WindowSpan Read(int index)
    {
        _selection!.Read(index, _columns);
        SamplesMost = Math.Max(SamplesMost, _columns.Count);
        return _columns.Histograms.IsEmpty ? new WindowSpan(_columns.Times, _columns.Values) : throw new RoundFallback();
    }

    /// <summary>The same without stale markers.</summary>
    public WindowSpan ReadFresh(int index)
    {
        WindowSpan window = Read(index);
        return WindowScan.HasNaN(window.Values) ? WithoutStale(window) : window;
    }

    /// <summary>The query ended, and with it what was selected.</summary>
    public void Release() => _selection = null;

    private WindowSpan WithoutStale(WindowSpan window)
    {
        if (_times.Length < window.Values.Length)
        {
            (_times, _values) = (new long[window.Values.Length * 2], new double[window.Values.Length * 2]);
        }

        int count = 0;
        for (int i = 0; i < window.Values.Length; i++)
        {
            if (!StaleMarker.Is(window.Values[i]))
            {
                (_times[count], _values[count]) = (window.Times[i], window.Values[i]);
                count++;
            }
        }

        return new WindowSpan(_times.AsSpan(0, count), _values.AsSpan(0, count));
    }

    private void Follow(ISeriesSelection selection)
    {
        bool isSame = selection.Count == _refs.Length;
        for (int i = 0; i < _refs.Length && isSame; i++)
        {
            isSame = selection.Ref(i) == _refs[i];
        }

        if (isSame)
        {
            return;
        }

        var labels = new LabelSet[selection.Count];
        _refs = new SeriesRef[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            (_refs[i], labels[i]) = (selection.Ref(i), selection.Labels(i));
        }

        Frame = new Frame(labels);
    }
}
