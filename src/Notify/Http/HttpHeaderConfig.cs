using System.Collections.Frozen;
using System.Text;
using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>The values of one header of <c>http_headers</c>; all of them are sent.</summary>
public sealed record HttpHeaderConfig
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "Authorization", "Host", "Content-Encoding", "Content-Length", "Content-Type", "User-Agent", "Connection",
        "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Www-Authenticate", "Accept-Encoding",
        "X-Prometheus-Remote-Write-Version", "X-Prometheus-Remote-Read-Version", "X-Prometheus-Scrape-Timeout-Seconds",
        "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256");

    /// <summary>Values in the open.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Values that are not shown.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Files with values, read at each request.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<HttpHeaderConfig> Schema { get; } = new YamlSchema<HttpHeaderConfig>("config.Header", new())
        .Optional("values", YamlTypes.ListOf(YamlTypes.Text), c => c.Values, (c, v) => c with { Values = v })
        .Optional("secrets", YamlTypes.ListOf(ConfigTypes.Secret), c => c.Secrets, (c, v) => c with { Secrets = v })
        .Optional("files", YamlTypes.ListOf(YamlTypes.Text), c => c.Files, (c, v) => c with { Files = v })
        .WithoutUnmarshaler();

    /// <summary>The mapping from header names to values.</summary>
    public static YamlType<IReadOnlyDictionary<string, HttpHeaderConfig>> MapType { get; } =
        YamlTypes.MapOf(Schema, "config.Headers");

    /// <summary>The header with relative files taken from <paramref name="directory"/>.</summary>
    public HttpHeaderConfig InDirectory(string directory) =>
        this with { Files = [.. Files.Select(f => ConfigPath.Join(directory, f))] };

    /// <summary>A header's name as Go writes it: <c>x-my-header</c> becomes <c>X-My-Header</c>.</summary>
    // Source: Go textproto.CanonicalMIMEHeaderKey: names with other characters than tokens stay as they are.
    public static string Canonical(string name)
    {
        var canonical = new StringBuilder(name.Length);
        bool upper = true;
        foreach (char c in name)
        {
            if (!IsTokenChar(c))
            {
                return name;
            }

            canonical.Append(upper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            upper = c == '-';
        }

        return canonical.ToString();
    }

    /// <summary>True for a character that may stand in a header's name (RFC 9110 §5.6.2).</summary>
    internal static bool IsTokenChar(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    /// <summary>True for a canonical name that nobody may set, since it is set by what sends.</summary>
    internal static bool IsReserved(string name) => Reserved.Contains(name);

    internal static void Check(IReadOnlyDictionary<string, HttpHeaderConfig>? headers, YamlRules rules)
    {
        foreach (string name in headers?.Keys.Select(Canonical).Where(Reserved.Contains) ?? [])
        {
            rules.Fail($"setting header {Model.Labels.GoQuote.Quote(name)} is not allowed", "http_headers");
        }
    }
}
