using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Outgoing;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;

namespace Tocsin.Server.Probes;

/// <summary>One probe without a server, for the command line.</summary>
/// <param name="modules">The modules.</param>
/// <param name="rules">Which addresses are refused.</param>
/// <param name="time">The clock.</param>
/// <param name="environment">Reads an environment variable, for <c>proxy_from_environment</c>.</param>
public sealed class LocalProbe(
    ProbeModulesConfig modules, AddressRules rules, TimeProvider time, Func<string, string?> environment)
{
    /// <summary>Makes it.</summary>
    /// <param name="target">What is probed.</param>
    /// <param name="module">By which module.</param>
    /// <param name="hostname">The host to ask for, or the name on the certificate; empty for the target's.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What came of it, or why it could not be made.</returns>
    public async Task<(ProbeResult? Result, string Fault)> RunAsync(
        string target, string module, string hostname, TimeSpan timeout, CancellationToken cancellation)
    {
        var set = new ProbeSet(new ProbesSection { TimeoutOffset = TimeSpan.Zero }, modules, new ProbeServices
        {
            Http = new HttpClientFactory(time, environment, new Connector(rules)),
            Rules = rules,
        });
        using var host = new ProbeHost(time, NullLogger.Instance);
        var request = new ProbeRequest
        {
            Target = target,
            Module = module,
            Hostname = hostname,
            Patience = timeout.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        (ProbeResult? result, ProbeRefusal refusal) = await host.ProbeAsync(set, request, cancellation).ConfigureAwait(false);
        return (result, refusal.Text ?? "");
    }
}
