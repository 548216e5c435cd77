namespace Tocsin.TestKit.BlackBox;

/// <summary>How to start an Alertmanager.</summary>
/// <param name="Subject">Which one.</param>
/// <param name="Config">The text of its configuration file.</param>
public sealed record AlertmanagerOptions(Subject Subject, string Config)
{
    /// <summary>Flags beyond those that the harness gives.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The route prefix, such as <c>/foo</c>; empty for none.</summary>
    public string RoutePrefix { get; init; } = "";

    /// <summary>True to gossip on a free loopback port.</summary>
    public bool Clustered { get; init; }

    /// <summary>The log level; the harness needs at least <c>info</c> to see the listening line.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary>
    /// True to have every kind of request answered once before the start counts as over, so that a script's first step
    /// takes no longer than the others.
    /// </summary>
    public bool WarmUp { get; init; }

    /// <summary>A folder that outlives the process; null for a temporary one that is deleted with it.</summary>
    public string? Folder { get; init; }
}
