using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Server;
using Tocsin.Model;

namespace Tocsin.Journal.Tests;

/// <summary>Events for tests that do not care which.</summary>
internal static class TestEvents
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static JournalEvent Numbered(int n) => new ServerStopped(Start + TimeSpan.FromSeconds(n)) { Reason = $"n{n}" };

    public static int NumberOf(JournalEvent happened) => int.Parse(((ServerStopped)happened).Reason[1..], null);

    public static void StepAll(this JournalHost journal)
    {
        while (journal.Step())
        {
        }
    }
}
