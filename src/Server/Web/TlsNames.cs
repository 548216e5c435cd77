using System.Collections.Frozen;
using System.Security.Authentication;

namespace Tocsin.Server.Web;

/// <summary>What is asked of a client's certificate.</summary>
internal enum ClientAuthentication
{
    /// <summary>No certificate is asked for.</summary>
    None,

    /// <summary>One is asked for, but need not be given and is not checked.</summary>
    Request,

    /// <summary>One must be given, but is not checked.</summary>
    RequireAny,

    /// <summary>One need not be given, but is checked.</summary>
    VerifyIfGiven,

    /// <summary>One must be given and is checked.</summary>
    RequireAndVerify,
}

/// <summary>Go's names for the parts of TLS.</summary>
internal static class TlsNames
{
    // The two old versions are the operator's choice to make; .NET marks their names as obsolete.
    private const SslProtocols Tls10 = (SslProtocols)0xC0;
    private const SslProtocols Tls11 = (SslProtocols)0x300;

    /// <summary>Versions, ascending.</summary>
    public static IReadOnlyList<KeyValuePair<string, SslProtocols>> Ascending { get; } =
    [
        new("TLS10", Tls10), new("TLS11", Tls11), new("TLS12", SslProtocols.Tls12), new("TLS13", SslProtocols.Tls13),
    ];

    /// <summary>Versions by name.</summary>
    public static FrozenDictionary<string, SslProtocols> Versions { get; } = Ascending.ToFrozenDictionary();

    /// <summary>Names of curves.</summary>
    public static FrozenSet<string> Curves { get; } =
        new[] { "CurveP256", "CurveP384", "CurveP521", "X25519" }.ToFrozenSet();

    /// <summary>Kinds of client authentication by name.</summary>
    public static FrozenDictionary<string, ClientAuthentication> ClientAuthentications { get; } =
        new Dictionary<string, ClientAuthentication>
        {
            [""] = ClientAuthentication.None,
            ["NoClientCert"] = ClientAuthentication.None,
            ["RequestClientCert"] = ClientAuthentication.Request,
            ["RequireAnyClientCert"] = ClientAuthentication.RequireAny,
            ["RequireClientCert"] = ClientAuthentication.RequireAny,
            ["VerifyClientCertIfGiven"] = ClientAuthentication.VerifyIfGiven,
            ["RequireAndVerifyClientCert"] = ClientAuthentication.RequireAndVerify,
        }.ToFrozenDictionary();

    /// <summary>All versions between two, both included.</summary>
    public static SslProtocols Between(string min, string max)
    {
        SslProtocols versions = SslProtocols.None;
        bool inside = false;
        foreach ((string name, SslProtocols version) in Ascending)
        {
            inside |= name == min;
            versions |= inside ? version : SslProtocols.None;
            inside &= name != max;
        }

        return versions;
    }
}
