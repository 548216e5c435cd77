using System.Net;
using Tocsin.Signals.Probes;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>Which of a target's addresses is probed, and from where; its keys stand among those of a prober.</summary>
public sealed record ProbeAddressConfig
{
    /// <summary><c>ip4</c>, <c>ip6</c> or empty, which is <c>ip6</c>.</summary>
    public string Preferred { get; init; } = "";

    /// <summary>Take the other kind where there is none of the preferred one.</summary>
    public bool FallsBack { get; init; } = true;

    /// <summary>The address to probe from; empty lets the system choose.</summary>
    public string Source { get; init; } = "";

    /// <summary>The choice.</summary>
    public AddressChoice Choice => AddressChoice.Of(Preferred, FallsBack);

    internal static YamlSchema<T> AddKeys<T>(
        YamlSchema<T> schema, Func<T, ProbeAddressConfig> get, Func<T, ProbeAddressConfig, T> set)
        where T : class => schema
            .Optional("preferred_ip_protocol", YamlTypes.Text, c => get(c).Preferred, (c, v) => set(c, get(c) with { Preferred = v }))
            .Optional("ip_protocol_fallback", YamlTypes.Flag, c => get(c).FallsBack, (c, v) => set(c, get(c) with { FallsBack = v }))
            .Rule((c, rules) =>
            {
                if (get(c).Preferred is not ("" or "ip4" or "ip6"))
                {
                    rules.Warn($"\"{get(c).Preferred}\" is neither ip4 nor ip6; it counts as ip4", "preferred_ip_protocol");
                }

                return c;
            });

    internal static YamlSchema<T> AddSource<T>(
        YamlSchema<T> schema, Func<T, ProbeAddressConfig> get, Func<T, ProbeAddressConfig, T> set)
        where T : class => schema
            .Optional("source_ip_address", YamlTypes.Text, c => get(c).Source, (c, v) => set(c, get(c) with { Source = v }))
            .Rule((c, rules) =>
            {
                if (get(c).Source.Length > 0 && !IPAddress.TryParse(get(c).Source, out _))
                {
                    rules.Fail($"\"{get(c).Source}\" is not an IP address", "source_ip_address");
                }

                return c;
            });
}
