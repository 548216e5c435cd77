using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>A series that was sent before, with the name that the store has for it. Thread-safe.</summary>
/// <param name="labels">Its labels.</param>
/// <param name="reference">The store's name, which the store may forget.</param>
/// <param name="generation">See <see cref="SeriesMemory.Generation"/>.</param>
internal sealed class KnownSeries(LabelSet labels, SeriesRef reference, int generation)
{
    public LabelSet Labels => labels;

    public SeriesRef Ref => reference;

    public int Generation => generation;

    /// <summary>
    /// The series that came behind this one the last time: senders nearly always keep their order. A guess, which requests
    /// that are decoded at the same time may change under each other; whoever uses it compares the labels.
    /// </summary>
    public KnownSeries? Next { get; set; }
}
