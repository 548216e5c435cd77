using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>One of the router's groups. Its head changes with every flush; its identity does not.</summary>
internal sealed class LiveGroup(int id, LabelSet labels, string receiver)
{
    /// <summary>Its number on the board; never given again.</summary>
    public int Id { get; } = id;

    /// <summary>The labels that make it.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>Whom it notifies.</summary>
    public string Receiver { get; } = receiver;

    /// <summary>When it is flushed next.</summary>
    public Instant NextFlushAt { get; set; }

    /// <summary>The time intervals that mute it now.</summary>
    public IReadOnlyList<string> MutedBy { get; set; } = [];

    /// <summary>The round of <see cref="LiveBoard"/> in which it was last there.</summary>
    public long SeenIn { get; set; }
}
