using System.Threading.Channels;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>One stream: the events that wait for one browser. The hub writes, the stream's request reads.</summary>
internal sealed class LiveReader(FeedSlot slot, int queueMax)
{
    private readonly Channel<byte[]> _events = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(queueMax) { SingleReader = true, SingleWriter = true });

    private bool _isBehind;

    /// <summary>The feed that it reads.</summary>
    public FeedSlot Slot { get; } = slot;

    /// <summary>What waits.</summary>
    public ChannelReader<byte[]> Events => _events.Reader;

    /// <summary>It was too slow and missed something; it is given nothing more until it begins again.</summary>
    public bool IsBehind
    {
        get => Volatile.Read(ref _isBehind);
        set => Volatile.Write(ref _isBehind, value);
    }

    /// <summary>Its request ended while the hub had no room to be told.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Ends the stream.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Gives it an event; if there is no room, it is behind.</summary>
    public void Offer(byte[] happened)
    {
        if (!IsBehind && !_events.Writer.TryWrite(happened))
        {
            IsBehind = true;
        }
    }
}
