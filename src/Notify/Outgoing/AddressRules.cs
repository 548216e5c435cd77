using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.Notify.Outgoing;

/// <summary>
/// Which addresses messages may go to: <c>outgoing</c> of <c>tocsin.yml</c>. An address is refused if a rule of
/// <c>deny</c> holds it and none of <c>allow</c> does. Immutable.
/// </summary>
public sealed class AddressRules
{
    /// <summary>The name of the rule that stands for every network that is not the Internet.</summary>
    public const string Internal = "internal";

    /// <summary>No rules: every address is allowed.</summary>
    public static readonly AddressRules None = new([], []);

    // Source: IANA's registries of special-purpose addresses for IPv4 and IPv6, without what is globally reachable;
    // multicast reaches whoever listens nearby.
    private static readonly ImmutableArray<(string Name, IPNetwork Network)> InternalNetworks =
    [
        .. Named("this network", "0.0.0.0/8"),
        .. Named("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
        .. Named("carrier's NAT", "100.64.0.0/10"),
        .. Named("loopback", "127.0.0.0/8", "::1/128"),
        .. Named("link-local", "169.254.0.0/16", "fe80::/10"),
        .. Named("protocol assignments", "192.0.0.0/24"),
        .. Named("benchmarks", "198.18.0.0/15", "2001:2::/48"),
        .. Named("multicast", "224.0.0.0/4", "ff00::/8"),
        .. Named("reserved", "240.0.0.0/4"),
        .. Named("unspecified", "::/128"),
        .. Named("local translation", "64:ff9b:1::/48"),
        .. Named("discard", "100::/64"),
    ];

    private readonly ImmutableArray<Rule> _deny;
    private readonly ImmutableArray<Rule> _allow;

    private AddressRules(ImmutableArray<Rule> deny, ImmutableArray<Rule> allow)
    {
        _deny = deny;
        _allow = allow;
    }

    /// <summary>True if nothing is refused.</summary>
    public bool IsEmpty => _deny.IsEmpty;

    /// <summary>Makes the rules.</summary>
    /// <param name="deny"><see cref="Internal"/>, networks such as <c>10.0.0.0/8</c>, or addresses.</param>
    /// <param name="allow">Likewise: exceptions from <paramref name="deny"/>.</param>
    /// <exception cref="FormatException">A text is none of these; <see cref="FaultOf"/> says so before.</exception>
    public static AddressRules Of(IEnumerable<string> deny, IEnumerable<string> allow) =>
        new([.. deny.SelectMany(Parse)], [.. allow.SelectMany(Parse)]);

    /// <summary>What is wrong with the text of a rule; null if nothing is.</summary>
    public static string? FaultOf(string text) => text == Internal || TryParse(text, out _) ? null
        : $"\"{text}\" is neither {Internal} nor an address nor a network such as 10.0.0.0/8";

    /// <summary>Why nothing may go to the address: the rule's text; null if it may.</summary>
    public string? RefusalOf(IPAddress address)
    {
        foreach (IPAddress reached in ReachedBy(address))
        {
            if (Find(_deny, reached) is { } rule && Find(_allow, reached) is null)
            {
                return rule.Text;
            }
        }

        return null;
    }

    private static Rule? Find(ImmutableArray<Rule> rules, IPAddress address) =>
        rules.FirstOrDefault(rule => rule.Network.Contains(address));

    // What a packet to the address reaches in the end: the address itself, and the IPv4 address that a translator or a
    // tunnel takes out of it (RFC 4291 §2.5.5, RFC 6052, RFC 3056).
    private static IPAddress[] ReachedBy(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return [address];
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return [address.MapToIPv4()];
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        IPAddress plain = new(bytes);
        bool is6To4 = BinaryPrimitives.ReadUInt16BigEndian(bytes) == 0x2002;
        bool isTranslated = bytes[..12].SequenceEqual(TranslationPrefix);
        bool isCompatible = bytes[..12].IndexOfAnyExcept((byte)0) < 0
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) > 1;
        return is6To4 ? [plain, new IPAddress(bytes[2..6])]
            : isTranslated || isCompatible ? [plain, new IPAddress(bytes[12..])]
            : [plain];
    }

    private static ReadOnlySpan<byte> TranslationPrefix => [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    private static IEnumerable<Rule> Parse(string text)
    {
        if (text == Internal)
        {
            return InternalNetworks.Select(n => new Rule($"{Internal} ({n.Name}, {n.Network})", n.Network));
        }

        return TryParse(text, out IPNetwork? network)
            ? [new Rule(text, network.Value)]
            : throw new FormatException(FaultOf(text));
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        if (IPNetwork.TryParse(text, out IPNetwork given))
        {
            network = given;
        }
        else if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out IPAddress? address))
        {
            network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        }

        if (network is { BaseAddress.IsIPv4MappedToIPv6: true, PrefixLength: >= 96 } mapped)
        {
            network = new IPNetwork(mapped.BaseAddress.MapToIPv4(), mapped.PrefixLength - 96);
        }

        return network is not null;
    }

    private static IEnumerable<(string Name, IPNetwork Network)> Named(
        string name, params IEnumerable<string> networks) => networks.Select(n => (name, IPNetwork.Parse(n)));

    private sealed record Rule(string Text, IPNetwork Network);
}
