using System.Runtime.InteropServices;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Store;

/// <summary>Joins the samples of one series from several places: by time, each time once. Reusable; not thread-safe.</summary>
internal sealed class SampleGatherer
{
    private readonly List<Sample> _samples = [];
    private bool _isSorted = true;

    /// <summary>Forgets all samples and keeps the memory.</summary>
    public void Clear()
    {
        _samples.Clear();
        _isSorted = true;
    }

    /// <summary>Adds samples; of two with one time, the one added first stays.</summary>
    public void Add(in SampleSpan samples) => Add(samples, samples.Times.Length);

    /// <summary>Adds the first samples; of two with one time, the one added first stays.</summary>
    public void Add(in SampleSpan samples, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long time = samples.Times[i];
            _isSorted &= _samples.Count == 0 || _samples[^1].Time < time;
            _samples.Add(new Sample(
                time,
                samples.Histograms.IsEmpty ? samples.Values[i] : 0,
                samples.Histograms.IsEmpty ? null : samples.Histograms[i],
                samples.Starts.IsEmpty ? 0 : samples.Starts[i]));
        }
    }

    /// <summary>The samples by ascending time, each time once; valid until the next change.</summary>
    public ReadOnlySpan<Sample> Joined()
    {
        if (!_isSorted)
        {
            // A stable sort, so that the first of two with one time is the one that came first.
            Sample[] sorted = [.. _samples.OrderBy(s => s.Time)];
            _samples.Clear();
            foreach (Sample sample in sorted)
            {
                if (_samples.Count == 0 || _samples[^1].Time != sample.Time)
                {
                    _samples.Add(sample);
                }
            }

            _isSorted = true;
        }

        return CollectionsMarshal.AsSpan(_samples);
    }

    /// <summary>One sample.</summary>
    /// <param name="Time">Unix milliseconds.</param>
    /// <param name="Value">The float; 0 beside a histogram.</param>
    /// <param name="Histogram">The histogram, or null.</param>
    /// <param name="Start">The start, 0 if unknown.</param>
    public readonly record struct Sample(long Time, double Value, FloatHistogram? Histogram, long Start);
}
