using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Discovery;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Targets from DNS. A name that cannot be resolved leaves what it resolved to before in force.</summary>
// Source: Prometheus discovery/dns, refreshOne.
internal sealed class DnsDiscovery(DnsDiscoveryConfig config, DiscoveryParts parts) : DiscoverySource
{
    private readonly DnsResolver _resolver = new(parts.NameServers ?? DnsResolver.SystemServers(), parts.Time);
    private readonly Dictionary<string, TargetGroup> _known = new(StringComparer.Ordinal);

    public override string Name => $"dns_sd_configs {config.Type} {string.Join(", ", config.Names)}";

    public override TimeSpan Interval => config.RefreshInterval;

    public override async Task<DiscoveryAnswer> FindAsync(CancellationToken cancellation)
    {
        string fault = "";
        foreach (string name in config.Names)
        {
            DnsAnswer answer = await _resolver.ResolveAsync(name, TypeOf(config.Type), cancellation).ConfigureAwait(false);
            if (answer.Fault is { } wrong)
            {
                fault = $"{name}: {wrong}";
            }
            else
            {
                _known[name] = new TargetGroup(name, [.. answer.Records.Select(Target)], LabelSet.Of(("__meta_dns_name", name)));
            }
        }

        return new DiscoveryAnswer([.. _known.Values], fault);
    }

    private static DnsType TypeOf(string name) => name switch
    {
        "A" => DnsType.A,
        "AAAA" => DnsType.Aaaa,
        "MX" => DnsType.Mx,
        _ => DnsType.Srv,
    };

    private LabelSet Target(DnsRecord record)
    {
        int port = record.Type == DnsType.Srv ? record.Port : (int)config.Port;
        string host = record.Type == DnsType.Aaaa ? $"[{record.Host}]" : record.Host.TrimEnd('.');
        string address = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        string absolute = record.Host.EndsWith('.') ? record.Host : record.Host + ".";
        return record.Type switch
        {
            DnsType.Srv => LabelSet.Of(
                (TargetGroup.Address, address),
                ("__meta_dns_srv_record_target", absolute),
                ("__meta_dns_srv_record_port", record.Port.ToString(CultureInfo.InvariantCulture))),
            DnsType.Mx => LabelSet.Of((TargetGroup.Address, address), ("__meta_dns_mx_record_target", absolute)),
            _ => LabelSet.Of((TargetGroup.Address, address)),
        };
    }
}
