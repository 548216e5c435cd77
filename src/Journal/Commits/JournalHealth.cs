using Tocsin.Model;

namespace Tocsin.Journal.Commits;

/// <summary>Whether the journal can be relied on now.</summary>
/// <param name="IsHealthy">True if the last commit worked and nothing was found damaged.</param>
/// <param name="Message">Empty if healthy; else what is wrong, with which file, and what to do.</param>
/// <param name="Since">When it became so.</param>
public sealed record JournalHealth(bool IsHealthy, string Message, Instant Since);
