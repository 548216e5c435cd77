using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.Pacing;

/// <summary>Whether a test message may go to an integration now.</summary>
/// <param name="Reason">What keeps it back; None if it may go, and then it counts in the rate limit.</param>
/// <param name="Until">When to ask again; of no meaning if it may go.</param>
/// <param name="BreakerOpenUntil">Until when the breaker keeps real messages back; zero if it does not.</param>
public readonly record struct TestTurn(WaitReason Reason, Instant Until, Instant BreakerOpenUntil);
