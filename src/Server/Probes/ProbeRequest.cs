namespace Tocsin.Server.Probes;

/// <summary>What somebody wants probed.</summary>
internal sealed record ProbeRequest
{
    /// <summary>What is probed, as the module's prober takes it.</summary>
    public required string Target { get; init; }

    /// <summary>The module; empty for <see cref="ProbeSet.DefaultModule"/>.</summary>
    public string Module { get; init; } = "";

    /// <summary>The host to ask for, or the name on the certificate; empty for the target's.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>How long whoever asks waits, in seconds; empty if nothing is known.</summary>
    public string Patience { get; init; } = "";
}
