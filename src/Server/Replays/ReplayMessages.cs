using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Server.Replays;

/// <summary>Counts the messages of a replay and keeps the first ones. One thread.</summary>
internal sealed class ReplayMessages(Instant from)
{
    /// <summary>How many messages are kept one by one.</summary>
    public const int KeptMax = 1_000;

    private readonly SortedDictionary<(string Receiver, string Integration), (long Firing, long Resolved)> _counts = [];

    /// <summary>The first messages.</summary>
    public List<ReplayedMessage> First { get; } = [];

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>How many went to whom, firing and resolved.</summary>
    public IEnumerable<(string Receiver, string Integration, long Firing, long Resolved)> ByReceiver =>
        _counts.Select(pair => (pair.Key.Receiver, pair.Key.Integration, pair.Value.Firing, pair.Value.Resolved));

    /// <summary>Takes a message; those of the warm-up do not count.</summary>
    public void Add(ReplayedMessage message)
    {
        if (message.At < from)
        {
            return;
        }

        IntegrationKey to = message.Integration;
        (string, string) key = (to.Receiver, $"{to.Integration}[{to.Index}]");
        (long firing, long resolved) = _counts.GetValueOrDefault(key);
        _counts[key] = message.Message.IsFiring ? (firing + 1, resolved) : (firing, resolved + 1);
        Count++;
        if (First.Count < KeptMax)
        {
            First.Add(message);
        }
    }
}
