using System.Threading.Channels;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;

namespace Tocsin.Notify.Tests.Hosting;

/// <summary>A journal that is durable at once and hands out its events in order. Thread-safe.</summary>
internal sealed class FakeJournal : IJournal
{
    private readonly Channel<JournalEvent> _events = Channel.CreateUnbounded<JournalEvent>();

    public List<JournalEvent> Written { get; } = [];

    public int Checkpoints { get; private set; }

    public CommitTicket Append(JournalEvent happened)
    {
        lock (Written)
        {
            Written.Add(happened);
        }

        _events.Writer.TryWrite(happened);
        return default;
    }

    public CommitTicket Append(ReadOnlySpan<JournalEvent> happened)
    {
        foreach (JournalEvent one in happened)
        {
            Append(one);
        }

        return default;
    }

    public CommitTicket Barrier() => default;

    public CommitTicket SaveCheckpoint(IProjection projection)
    {
        projection.Save(new CheckpointWriter());
        Checkpoints++;
        return default;
    }

    /// <summary>The next event of that type; those before it are passed over.</summary>
    public async Task<T> NextAsync<T>()
        where T : JournalEvent
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (true)
        {
            if (await _events.Reader.ReadAsync(tooLong.Token) is T wanted)
            {
                return wanted;
            }
        }
    }
}
