using System.Globalization;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Server;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Tests;

/// <summary>Events for tests that do not care which.</summary>
internal static class TestEvents
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>An event that carries a number and happens so many seconds after the start.</summary>
    public static JournalEvent Numbered(int n) => Numbered(n, 0);

    /// <summary>The same with more bytes.</summary>
    public static JournalEvent Numbered(int n, int padding) => new ServerStopped(Start + TimeSpan.FromSeconds(n))
    {
        Reason = $"{n.ToString(CultureInfo.InvariantCulture)}/{Noise(n, padding)}",
    };

    /// <summary>As many events as alerts of one batch are alike.</summary>
    public static JournalEvent[] Alike(int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(n => new ServerStopped(Start + TimeSpan.FromSeconds(n))
        {
            Reason = $"{n}/the value has been above its limit for five minutes, and nobody has looked at it yet",
        }),
    ];

    // Text that does not pack, so that sizes on disk are those that a test asks for; it begins so that it can be found.
    private static string Noise(int seed, int length)
    {
        var random = new Random(seed);
        return string.Create(length, random, static (text, from) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = i < 3 ? 'x' : (char)from.Next('0', 'z');
            }
        }).Replace('/', '!');
    }

    /// <summary>An event that carries a number and has three subjects.</summary>
    public static JournalEvent About(int n, string group, string receiver, string notification) =>
        new NotificationFailed(Start + TimeSpan.FromSeconds(n))
        {
            Id = notification,
            Target = new NotificationTarget(group, receiver, "webhook", 0),
            Reason = SendFailureReason.Other,
            Attempts = n,
            Detail = "",
        };

    public static int NumberOf(JournalEvent happened) => happened is NotificationFailed failed
        ? failed.Attempts
        : int.Parse(((ServerStopped)happened).Reason.Split('/')[0], CultureInfo.InvariantCulture);

    public static IEnumerable<int> Numbers(this JournalHost journal) =>
        journal.Reader.ReadFrom(1).Select(r => NumberOf(r.Event));

    public static void StepAll(this JournalHost journal)
    {
        while (journal.Step())
        {
        }
    }

    /// <summary>Appends one event and lets the writer run until there is nothing left to do.</summary>
    public static CommitTicket AppendAndStep(this JournalHost journal, int n, int padding = 0)
    {
        CommitTicket ticket = journal.Append(Numbered(n, padding));
        journal.StepAll();
        return ticket;
    }
}

/// <summary>A projection that remembers the numbers of all events in order.</summary>
internal sealed class NumbersProjection(string name = "numbers") : IProjection
{
    public string Name => name;

    public List<int> Numbers { get; } = [];

    public int Replayed { get; private set; }

    public long OldestNeeded { get; set; } = long.MaxValue;

    public void Apply(long seq, JournalEvent happened)
    {
        Replayed++;
        Numbers.Add(TestEvents.NumberOf(happened));
    }

    public void Save(CheckpointWriter writer)
    {
        foreach (int number in Numbers)
        {
            writer.Add(number, static (ref EventWriter entry, int n) => entry.WriteZigzag(n));
        }
    }

    public void Load(CheckpointReader reader)
    {
        Numbers.Clear();
        while (reader.TryRead(out EventReader entry))
        {
            Numbers.Add(entry.ReadInt32());
        }
    }
}
