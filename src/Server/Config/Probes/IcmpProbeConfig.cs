using Tocsin.Signals.Probes;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to ping: <c>icmp</c> of a module.</summary>
public sealed record IcmpProbeConfig
{
    /// <summary>Which address, and from where.</summary>
    public ProbeAddressConfig Address { get; init; } = new();

    /// <summary>Bytes of the payload; 0 for a short text.</summary>
    public long PayloadBytes { get; init; }

    /// <summary>Routers on the way must not divide the packet.</summary>
    public bool DontFragment { get; init; }

    /// <summary>Hops at most; 0 lets the system choose.</summary>
    public long Ttl { get; init; } = 64;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<IcmpProbeConfig> Schema { get; } = new YamlSchema<IcmpProbeConfig>("config.ICMPProbe", new())
        .Include(s => ProbeAddressConfig.AddKeys(s, c => c.Address, (c, v) => c with { Address = v }))
        .Include(s => ProbeAddressConfig.AddSource(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("payload_size", YamlTypes.Whole, c => c.PayloadBytes, (c, v) => c with { PayloadBytes = v })
        .Optional("dont_fragment", YamlTypes.Flag, c => c.DontFragment, (c, v) => c with { DontFragment = v })
        .Optional("ttl", YamlTypes.Whole, c => c.Ttl, (c, v) => c with { Ttl = v })
        .Rule((c, rules) =>
        {
            if (c.Ttl is < 0 or > 255)
            {
                rules.Fail(c.Ttl < 0 ? "\"ttl\" cannot be negative" : "\"ttl\" cannot exceed 255", "ttl");
            }

            if (c.PayloadBytes is < 0 or > IcmpEcho.PayloadBytesMax)
            {
                rules.Fail($"payload_size must be between 0 and {IcmpEcho.PayloadBytesMax}", "payload_size");
            }

            return c;
        });
}
