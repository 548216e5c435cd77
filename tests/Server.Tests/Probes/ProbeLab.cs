using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Outgoing;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Probes;
using Tocsin.Server.Tests.Config;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Tests.Probes;

/// <summary>Probes by one module, on a clock that moves only when told.</summary>
internal sealed class ProbeLab : IDisposable
{
    private readonly ProbeHost _host;
    private readonly ProbeSet _set;

    /// <param name="module">The module's YAML in flow style.</param>
    /// <param name="deny">What is refused.</param>
    /// <param name="lookup">Finds addresses; null takes every name for 127.0.0.1.</param>
    public ProbeLab(string module, string[]? deny = null, NameLookup? lookup = null)
    {
        var files = new ConfigLoading.MemoryFiles { ["/etc/blackbox.yml"] = $"modules: {{m: {module}}}" };
        ProbeModulesResult loaded = new ProbeModulesLoader(files).Load("/etc/blackbox.yml");
        Assert.Empty(loaded.Errors);
        _host = new ProbeHost(Clock, NullLogger.Instance);
        lookup ??= (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        var rules = AddressRules.Of(deny ?? [], []);
        _set = new ProbeSet(new ProbesSection { ConcurrentMax = 2 }, loaded.Config!, new ProbeServices
        {
            Http = new HttpClientFactory(Clock, _ => null, new Connector(rules, lookup)),
            Rules = rules,
            Lookup = lookup,
        });
    }

    public VirtualTime Clock { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Probes once.</summary>
    public static async Task<ProbeResult> OnceAsync(string module, string target)
    {
        using var lab = new ProbeLab(module);
        return await lab.ProbeAsync(target);
    }

    /// <summary>Probes.</summary>
    public async Task<ProbeResult> ProbeAsync(string target, string hostname = "")
    {
        (ProbeResult? result, ProbeRefusal refusal) = await TryAsync(target, hostname);
        Assert.True(result is not null, refusal.Text);
        return result;
    }

    /// <summary>Probes, or is refused.</summary>
    public Task<(ProbeResult? Result, ProbeRefusal Refusal)> TryAsync(string target, string hostname = "", string module = "m") =>
        _host.ProbeAsync(_set, new ProbeRequest { Target = target, Module = module, Hostname = hostname, Patience = "10" }, Cancellation);

    public void Dispose() => _host.Dispose();
}

/// <summary>Looks into results.</summary>
internal static class ProbeResultReading
{
    public static double? Value(this ProbeResult result, ProbeGauge gauge, string label = "", string value = "") =>
        label.Length == 0 ? result.Metrics.Find(gauge) : result.Metrics.Find(gauge, new KeyValuePair<string, string>(label, value));

    public static string Label(this ProbeResult result, ProbeGauge gauge, string label) =>
        Assert.Single(result.Metrics.Samples, sample => sample.Name == gauge.Name).Labels.Single(pair => pair.Key == label).Value;

    public static string Trail(this ProbeResult result) => string.Join('\n', result.Steps);

    public static void MustBeGood(this ProbeResult result) => Assert.True(result.IsGood, result.Trail());

    public static void MustFail(this ProbeResult result, string fault)
    {
        Assert.False(result.IsGood, result.Trail());
        Assert.Contains(fault, $"{result.Fault}\n{result.Trail()}", StringComparison.Ordinal);
        Assert.Equal(0, result.Value(ProbeGauges.Success));
    }
}
