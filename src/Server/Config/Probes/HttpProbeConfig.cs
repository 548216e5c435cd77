using System.Collections.Frozen;
using System.Globalization;
using Tocsin.Notify.Http;
using Tocsin.Regexes;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Probes.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to probe by HTTP: <c>http</c> of a module.</summary>
public sealed record HttpProbeConfig
{
    /// <summary>Statuses that are good; none stands for 2xx.</summary>
    public IReadOnlyList<long> StatusCodes { get; init; } = [];

    /// <summary>Versions that are good; none stands for all.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Which address.</summary>
    public ProbeAddressConfig Address { get; init; } = new();

    /// <summary>Leave names to the proxy.</summary>
    public bool SkipsResolvingWithProxy { get; init; }

    /// <summary>The old way to say <c>follow_redirects</c>, the other way round.</summary>
    public bool? NoFollowRedirects { get; init; }

    /// <summary>TLS is a failure.</summary>
    public bool FailIfSsl { get; init; }

    /// <summary>No TLS is a failure.</summary>
    public bool FailIfNotSsl { get; init; }

    /// <summary>The method; empty for GET.</summary>
    public string Method { get; init; } = "";

    /// <summary>Headers to send.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What must not be in the body.</summary>
    public IReadOnlyList<Re2?> BodyMatches { get; init; } = [];

    /// <summary>What must be in the body.</summary>
    public IReadOnlyList<Re2?> BodyNotMatches { get; init; } = [];

    /// <summary>A CEL expression over the body, which is not served.</summary>
    public string JsonMatches { get; init; } = "";

    /// <summary>A CEL expression over the body, which is not served.</summary>
    public string JsonNotMatches { get; init; } = "";

    /// <summary>Headers that must not match.</summary>
    public IReadOnlyList<HeaderMatchConfig> HeaderMatches { get; init; } = [];

    /// <summary>Headers that must match.</summary>
    public IReadOnlyList<HeaderMatchConfig> HeaderNotMatches { get; init; } = [];

    /// <summary>The body to send.</summary>
    public string Body { get; init; } = "";

    /// <summary>A file with the body to send, read at each probe.</summary>
    public string BodyFile { get; init; } = "";

    /// <summary>How the answer is packed, whatever it says; empty for as it comes.</summary>
    public string Compression { get; init; } = "";

    /// <summary>Bytes of the unpacked body; 0 for no limit.</summary>
    public long BodyBytesMax { get; init; }

    /// <summary>Use HTTP/3, which is not served.</summary>
    public bool EnableHttp3 { get; init; }

    /// <summary>How requests are made.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<HttpProbeConfig> Schema { get; } = new YamlSchema<HttpProbeConfig>("config.HTTPProbe", new())
        .Optional("valid_status_codes", YamlTypes.ListOf(YamlTypes.Whole), c => c.StatusCodes, (c, v) => c with { StatusCodes = v })
        .Optional("valid_http_versions", YamlTypes.ListOf(YamlTypes.Text), c => c.Versions, (c, v) => c with { Versions = v })
        .Include(s => ProbeAddressConfig.AddKeys(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("skip_resolve_phase_with_proxy", YamlTypes.Flag,
            c => c.SkipsResolvingWithProxy, (c, v) => c with { SkipsResolvingWithProxy = v })
        .Optional("no_follow_redirects", YamlTypes.Flag.OrUnset(), c => c.NoFollowRedirects, (c, v) => c with { NoFollowRedirects = v })
        .Optional("fail_if_ssl", YamlTypes.Flag, c => c.FailIfSsl, (c, v) => c with { FailIfSsl = v })
        .Optional("fail_if_not_ssl", YamlTypes.Flag, c => c.FailIfNotSsl, (c, v) => c with { FailIfNotSsl = v })
        .Optional("method", YamlTypes.Text, c => c.Method, (c, v) => c with { Method = v })
        .Optional("headers", YamlTypes.MapOf(YamlTypes.Text), c => c.Headers, (c, v) => c with { Headers = v })
        .Optional("fail_if_body_matches_regexp", ProbeTypes.Regexes, c => c.BodyMatches, (c, v) => c with { BodyMatches = v })
        .Optional("fail_if_body_not_matches_regexp", ProbeTypes.Regexes, c => c.BodyNotMatches, (c, v) => c with { BodyNotMatches = v })
        .Optional("fail_if_body_json_matches_cel", YamlTypes.Text, c => c.JsonMatches, (c, v) => c with { JsonMatches = v })
        .Optional("fail_if_body_json_not_matches_cel", YamlTypes.Text, c => c.JsonNotMatches, (c, v) => c with { JsonNotMatches = v })
        .Optional("fail_if_header_matches", YamlTypes.ListOf(HeaderMatchConfig.Schema),
            c => c.HeaderMatches, (c, v) => c with { HeaderMatches = v })
        .Optional("fail_if_header_not_matches", YamlTypes.ListOf(HeaderMatchConfig.Schema),
            c => c.HeaderNotMatches, (c, v) => c with { HeaderNotMatches = v })
        .Optional("body", YamlTypes.Text, c => c.Body, (c, v) => c with { Body = v })
        .Optional("body_file", YamlTypes.Text, c => c.BodyFile, (c, v) => c with { BodyFile = v })
        .Include(s => HttpClientConfig.AddKeys(s, c => c.Client, (c, v) => c with { Client = v }))
        .Optional("compression", YamlTypes.Text, c => c.Compression, (c, v) => c with { Compression = v })
        .Optional("body_size_limit", ByteSize.Type, c => c.BodyBytesMax, (c, v) => c with { BodyBytesMax = v })
        .Optional("enable_http3", YamlTypes.Flag, c => c.EnableHttp3, (c, v) => c with { EnableHttp3 = v })
        .Rule(Check);

    /// <summary>What is wanted of answers.</summary>
    public HttpRules Rules => new()
    {
        StatusCodes = StatusCodes,
        Versions = Versions,
        HeaderMatches = [.. HeaderMatches.Select(match => match.Rule)],
        HeaderNotMatches = [.. HeaderNotMatches.Select(match => match.Rule)],
        BodyMatches = [.. BodyMatches.OfType<Re2>()],
        BodyNotMatches = [.. BodyNotMatches.OfType<Re2>()],
    };

    /// <summary>The header <c>Host</c> among those to send; null if it is not.</summary>
    public string? Host => Headers.LastOrDefault(h => h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The same with relative files taken from a folder.</summary>
    public HttpProbeConfig InDirectory(string directory) =>
        this with { Client = Client.InDirectory(directory), BodyFile = ConfigPath.Join(directory, BodyFile) };

    // Source: blackbox_exporter config, HTTPProbe.UnmarshalYAML; the order is theirs.
    private static HttpProbeConfig Check(HttpProbeConfig c, YamlRules rules)
    {
        if (c.NoFollowRedirects is { } negated)
        {
            rules.Warn("no_follow_redirects is an old key; follow_redirects says the same the other way round", "no_follow_redirects");
            c = c with { Client = c.Client with { FollowRedirects = !negated }, NoFollowRedirects = null };
        }

        if (c.Body.Length > 0 && c.BodyFile.Length > 0)
        {
            rules.Fail("setting body and body_file both are not allowed", "body_file");
        }

        foreach ((string name, string value) in c.Headers)
        {
            if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase) && !Accepts(value, c.Compression))
            {
                rules.Fail($"invalid configuration \"{name}: {value}\", \"compression: {c.Compression}\"", "headers");
            }
        }

        if (c.Compression.ToLowerInvariant() is not ("" or "br" or "deflate" or "gzip" or "identity"))
        {
            rules.Fail($"unknown compression \"{c.Compression}\"", "compression", "there are br, deflate, gzip and identity");
        }

        CheckHttp3(c, rules);
        return c with { BodyBytesMax = Math.Max(0, c.BodyBytesMax) };
    }

    private static void CheckHttp3(HttpProbeConfig c, YamlRules rules)
    {
        if (!c.EnableHttp3 && c.Versions.Contains("HTTP/3.0"))
        {
            rules.Fail("HTTP/3 cannot be used as a valid HTTP version when enable_http3 is false", "valid_http_versions");
        }

        if (c.EnableHttp3 && (c.Versions.Contains("HTTP/2.0") || c.Versions.Contains("HTTP/1.1")))
        {
            rules.Fail(
                "HTTP/3 and HTTP/2.0/1.1 cannot be used together - only HTTP/3.0 is allowed when enable_http3 is true",
                "valid_http_versions");
        }
        else if (c.EnableHttp3 && c.Client.EnableHttp2)
        {
            rules.Fail("when enable_http3 is true, enable_http2 must be set to false", "enable_http3");
        }
    }

    // Source: blackbox_exporter config, isCompressionAcceptEncodingValid: of equal weights the first one decides.
    private static bool Accepts(string header, string compression)
    {
        if (compression.Length == 0 || header.Length == 0)
        {
            return true;
        }

        (string Name, double Weight) wanted = header.Split(',').Select(Weigh)
            .OrderByDescending(one => one.Weight)
            .FirstOrDefault(one => one.Name == compression || one.Name == "*");
        return wanted.Weight > 0;
    }

    private static (string Name, double Weight) Weigh(string part)
    {
        int semicolon = part.LastIndexOf(';');
        if (semicolon < 0)
        {
            return (part.Trim(), 1);
        }

        string weight = part[(semicolon + 1)..].Trim();
        weight = weight.StartsWith("q=", StringComparison.Ordinal) ? weight[2..] : weight;
        bool isNumber = double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return (part[..semicolon].Trim(), isNumber ? Math.Round(number, 3) : 0);
    }
}
