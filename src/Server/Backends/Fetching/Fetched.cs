using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>The series of one selector.</summary>
/// <param name="Series">The series.</param>
/// <param name="Warnings">What the backend warns of.</param>
internal readonly record struct FetchedSeries(IReadOnlyList<ReadSeries> Series, IReadOnlyList<string> Warnings);

/// <summary>One request that a query made, for its statistics.</summary>
/// <param name="What">The selector, or the part that was evaluated there.</param>
/// <param name="How">By which way.</param>
/// <param name="Series">How many series came.</param>
/// <param name="Samples">How many samples came.</param>
/// <param name="Took">How long it took.</param>
internal sealed record FetchNote(string What, string How, int Series, long Samples, TimeSpan Took);

/// <summary>What a query had a backend do. Immutable.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="Notes">The requests.</param>
internal sealed record FetchStatistics(string Backend, IReadOnlyList<FetchNote> Notes);
