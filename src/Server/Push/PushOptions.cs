using Tocsin.Signals.Push;

namespace Tocsin.Server.Push;

/// <summary>Whether short jobs may push their metrics, and how much. Immutable.</summary>
public sealed record PushOptions
{
    /// <summary>The folder below the storage's.</summary>
    public const string FolderName = "push";

    /// <summary>Whether they may.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Time between two samples of what was pushed.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How large a body may be once unpacked.</summary>
    public int BodyBytesMax { get; init; } = 16 << 20;

    /// <summary>Whether all groups may be removed at once.</summary>
    public bool HasAdminApi { get; init; }

    /// <summary>How much is kept, and how long.</summary>
    public PushLimits Limits { get; init; } = new();
}
