using System.Threading.Channels;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.Hosting;

/// <summary>Reads decisions back from the journal for the lane, in the order of the disk. Thread-safe.</summary>
/// <remarks>
/// At most <see cref="BatchMax"/> decisions are on their way at a time: the next are read when the lane has taken those,
/// so that even a hundred thousand messages that end at once are never in memory together.
/// </remarks>
internal sealed class DecisionLoader
{
    private const int BatchMax = 256;
    private const int TriesMax = 3;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<DecisionPlace> _asked = Channel.CreateUnbounded<DecisionPlace>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly NotifyServices _services;
    private readonly Action<NotifyInput> _post;
    private readonly CancellationToken _stopping;

    public DecisionLoader(NotifyServices services, Action<NotifyInput> post, CancellationToken stopping)
    {
        _services = services;
        _post = post;
        _stopping = stopping;
        Ended = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Completes once it was stopped; what was not read stays open in the journal.</summary>
    public Task Ended { get; }

    /// <summary>Has them read; the lane is told of each.</summary>
    public void Load(IReadOnlyList<DecisionPlace> places)
    {
        foreach (DecisionPlace place in places)
        {
            _asked.Writer.TryWrite(place);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _asked.Reader.WaitToReadAsync(_stopping))
            {
                List<DecisionPlace> places = TakeBatch();
                var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _post(new NotifyInput.Loaded(await ReadAsync(places), taken));
                await taken.Task.WaitAsync(_stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private List<DecisionPlace> TakeBatch()
    {
        List<DecisionPlace> places = [];
        while (places.Count < BatchMax && _asked.Reader.TryRead(out DecisionPlace place))
        {
            places.Add(place);
        }

        places.Sort(static (left, right) => left.Seq.CompareTo(right.Seq));
        return places;
    }

    // A disk that cannot be read at all may be back in a moment. If it is not, the messages are lost to it: better their
    // groups tell all of it anew than that they wait for a disk for ever.
    private async Task<IReadOnlyList<(DecisionPlace Place, NotificationDecided? Decided)>> ReadAsync(List<DecisionPlace> places)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return Read(places);
            }
            catch (JournalStoreException unreadable)
            {
                _services.Metrics.Fault();
                _services.Faulted?.Invoke(unreadable);
            }

            if (tries == TriesMax)
            {
                return [.. places.Select(place => (place, (NotificationDecided?)null))];
            }

            await Task.Delay(TryAgainAfter, _services.Time, _stopping);
        }
    }

    private (DecisionPlace Place, NotificationDecided? Decided)[] Read(List<DecisionPlace> places)
    {
        Dictionary<long, NotificationDecided> found = [];
        foreach (JournalRecord record in _services.ReadEvents?.Invoke([.. places.Select(place => place.Seq)]) ?? [])
        {
            if (record.Event is NotificationDecided decided)
            {
                found[record.Seq] = decided;
            }
        }

        return [.. places.Select(place => (place, DecisionAt(place, found)))];
    }

    private static NotificationDecided? DecisionAt(DecisionPlace place, Dictionary<long, NotificationDecided> found) =>
        found.TryGetValue(place.Seq, out NotificationDecided? decided) && NotificationId.KeyOf(decided.Id) == place.Key
            ? decided
            : null;
}
