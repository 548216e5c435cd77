using Tocsin.Signals.Discovery;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>One place where targets are looked for again and again.</summary>
internal abstract class DiscoverySource
{
    /// <summary>What the log calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Time between looks.</summary>
    public abstract TimeSpan Interval { get; }

    /// <summary>Looks once.</summary>
    public abstract Task<DiscoveryAnswer> FindAsync(CancellationToken cancellation);
}

/// <summary>What a look brought.</summary>
/// <param name="Groups">All groups, also those that stay from the look before; null to leave everything as it was.</param>
/// <param name="Fault">What is wrong; empty for nothing.</param>
internal sealed record DiscoveryAnswer(IReadOnlyList<TargetGroup>? Groups, string Fault = "");
