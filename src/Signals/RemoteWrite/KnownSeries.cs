using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>A series that was sent before, with the name that the store has for it.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Ref">The store's name, which the store may forget.</param>
internal sealed record KnownSeries(LabelSet Labels, SeriesRef Ref);
