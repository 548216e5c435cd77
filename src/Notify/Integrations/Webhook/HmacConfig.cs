using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Webhook;

/// <summary>How a webhook's body is signed: <c>hmac</c>, a key of Tocsin's own.</summary>
public sealed record HmacConfig
{
    /// <summary>How many secrets may be in use at once; each costs a signature in the header.</summary>
    public const int SecretsMax = 4;

    // What the webhook and HTTP itself put there.
    private static readonly string[] Taken =
    [
        "Accept", "Idempotency-Key", "Transfer-Encoding", "X-Tocsin-Fallback", "X-Tocsin-Repeat",
        "X-Tocsin-Template-Error",
    ];

    /// <summary>The secret. Empty if one of the others is given.</summary>
    public Secret Secret { get; init; }

    /// <summary>Several secrets, while one replaces another; each signs.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>A file with a secret on each line, read at each send.</summary>
    public string SecretFile { get; init; } = "";

    /// <summary>The header that carries the signatures.</summary>
    public string Header { get; init; } = "X-Tocsin-Signature";

    /// <summary>How it is read.</summary>
    public static YamlSchema<HmacConfig> Schema { get; } = new YamlSchema<HmacConfig>("tocsin.Hmac", new())
        .Optional("secret", ConfigTypes.Secret, c => c.Secret, (c, v) => c with { Secret = v })
        .Optional("secrets", YamlTypes.ListOf(ConfigTypes.Secret), c => c.Secrets, (c, v) => c with { Secrets = v })
        .Optional("secret_file", YamlTypes.Text, c => c.SecretFile, (c, v) => c with { SecretFile = v })
        .Field("header", YamlTypes.Text, c => c.Header, (c, v) => c with { Header = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static HmacConfig Check(HmacConfig c, YamlRules rules)
    {
        int given = (c.Secret.IsEmpty ? 0 : 1) + (c.Secrets.Count > 0 ? 1 : 0) + (c.SecretFile.Length > 0 ? 1 : 0);
        if (given != 1)
        {
            rules.Fail("exactly one of secret, secrets & secret_file must be configured");
        }

        if (c.Secrets.Count > SecretsMax || c.Secrets.Any(s => s.IsEmpty))
        {
            rules.Fail($"secrets must hold 1 to {SecretsMax} secrets, none of them empty", "secrets");
        }

        string header = HttpHeaderConfig.Canonical(c.Header);
        if (header.Length == 0 || !header.All(HttpHeaderConfig.IsTokenChar))
        {
            rules.Fail($"{GoQuote.Quote(c.Header)} is not the name of a header", "header");
        }
        else if (HttpHeaderConfig.IsReserved(header) || Taken.Contains(header, StringComparer.Ordinal))
        {
            rules.Fail($"setting header {GoQuote.Quote(header)} is not allowed", "header");
        }

        return c with { Header = header };
    }
}
