namespace Tocsin.Server.Web;

/// <summary>The content of <c>--web.config.file</c>, as written.</summary>
public sealed record WebSettings
{
    /// <summary>TLS; switched off when nothing of it is set.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>HTTP.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>The rate limit; off without an interval.</summary>
    public RateLimitSettings RateLimit { get; init; } = new();

    /// <summary>Bcrypt hashes by user name; everybody may come in when there are none.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();
}

/// <summary>How HTTP is spoken.</summary>
public sealed record HttpSettings
{
    /// <summary>Whether HTTP/2 is offered over TLS.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Headers of every answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>How many requests may come.</summary>
public sealed record RateLimitSettings
{
    /// <summary>Requests that may come at once.</summary>
    public long Burst { get; init; }

    /// <summary>Time in which one more is allowed; zero for no limit.</summary>
    public TimeSpan Interval { get; init; }
}

/// <summary>How TLS is spoken. Paths are as written until the file is read, then relative to its folder.</summary>
public sealed record TlsSettings
{
    /// <summary>The certificate as PEM text.</summary>
    public string Cert { get; init; } = "";

    /// <summary>The private key as PEM text.</summary>
    public string Key { get; init; } = "";

    /// <summary>The file with the certificate.</summary>
    public string CertFile { get; init; } = "";

    /// <summary>The file with the private key.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>What is asked of clients, in Go's words.</summary>
    public string ClientAuthType { get; init; } = "";

    /// <summary>Authorities for clients as PEM text.</summary>
    public string ClientCa { get; init; } = "";

    /// <summary>The file with authorities for clients.</summary>
    public string ClientCaFile { get; init; } = "";

    /// <summary>Alternative names of which a client's certificate must have one; null asks for none.</summary>
    public IReadOnlyList<string>? ClientAllowedSans { get; init; }

    /// <summary>Cipher suites for TLS 1.2; empty for the system's.</summary>
    public IReadOnlyList<string> CipherSuites { get; init; } = [];

    /// <summary>Curves. Checked only: .NET leaves their choice to the system.</summary>
    public IReadOnlyList<string> CurvePreferences { get; init; } = [];

    /// <summary>The least version.</summary>
    public string MinVersion { get; init; } = "TLS12";

    /// <summary>The greatest version.</summary>
    public string MaxVersion { get; init; } = "TLS13";

    /// <summary>Without effect, as in Go since 1.17.</summary>
    public bool PreferServerCipherSuites { get; init; } = true;

    /// <summary>Whether anything asks for TLS.</summary>
    public bool IsEnabled => CertFile.Length > 0 || Cert.Length > 0 || KeyFile.Length > 0 || Key.Length > 0
        || ClientCaFile.Length > 0 || ClientCa.Length > 0 || ClientAuthType.Length > 0;

    /// <summary>Keeps keys out of logs and messages.</summary>
    public override string ToString() => $"TLS {MinVersion}..{MaxVersion}, client authentication {ClientAuthType}";
}
