namespace Tocsin.Routing.Lanes;

/// <summary>The collector of the runtime's memory, as far as it can be sent away for a time.</summary>
internal interface ICollector
{
    /// <summary>How much memory the process may have.</summary>
    long BytesAvailable { get; }

    /// <summary>True while it is away, whoever sent it.</summary>
    bool IsAway { get; }

    /// <summary>Sends it away until so many bytes were handed out; false if there is no memory for that now.</summary>
    bool TrySendAway(long bytes);

    /// <summary>Calls it back; nothing if it has come back by itself.</summary>
    void CallBack();
}
