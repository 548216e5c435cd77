using Tocsin.Journal.Commits;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>What sending to outside Alertmanagers runs amid.</summary>
public sealed record AlertSendersParts
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where what waits is written down.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>Draws the jitter of retries.</summary>
    public required Random Random { get; init; }

    /// <summary>Whether the journal asks for a checkpoint.</summary>
    public required Func<bool> IsCheckpointDue { get; init; }

    /// <summary>Told of an Alertmanager: its URL, and what keeps it from taking alerts; empty if it takes them again.</summary>
    public Action<string, string> OnHealth { get; init; } = (_, _) => { };

    /// <summary>Told of a bug of ours, which ends the attempt it is in.</summary>
    public required Action<Exception> OnFault { get; init; }
}
