using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>
/// A gateway that takes one message for one number by HTTP: <c>gateway</c>. Its templates see <c>.To</c> and <c>.Text</c>
/// besides what all templates see.
/// </summary>
public sealed record GatewayConfig
{
    /// <summary>The templates' text for a gateway that takes JSON.</summary>
    public const string DefaultBody = "{\"to\":{{ toJson .To }},\"text\":{{ toJson .Text }}}";

    /// <summary>GET, POST or PUT.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Where to; a template. Empty if <see cref="UrlFile"/> is given.</summary>
    public Secret Url { get; init; }

    /// <summary>A file with the URL, read at each send.</summary>
    public string UrlFile { get; init; } = "";

    /// <summary>More headers by their canonical names; values are templates, and secrets.</summary>
    public IReadOnlyDictionary<string, Secret> Headers { get; init; } = FrozenDictionary<string, Secret>.Empty;

    /// <summary>The body, a template; of no meaning for GET.</summary>
    public string Body { get; init; } = DefaultBody;

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<GatewayConfig> Schema { get; } = new YamlSchema<GatewayConfig>("phones.Gateway", new())
        .Field("method", YamlTypes.Text, c => c.Method, (c, v) => c with { Method = v })
        .Optional("url", ConfigTypes.SecretTemplateUrl, c => c.Url, (c, v) => c with { Url = v })
        .Optional("url_file", YamlTypes.Text, c => c.UrlFile, (c, v) => c with { UrlFile = v })
        .Optional("headers", YamlTypes.MapOf(ConfigTypes.Secret), c => c.Headers, (c, v) => c with { Headers = v })
        .Optional("body", YamlTypes.Text, c => c.Body, (c, v) => c with { Body = v })
        .Field("content_type", YamlTypes.Text, c => c.ContentType, (c, v) => c with { ContentType = v })
        .Rule(Check);

    private static GatewayConfig Check(GatewayConfig c, YamlRules rules)
    {
        if (c.Url.IsEmpty && c.UrlFile.Length == 0)
        {
            rules.Fail("one of url or url_file must be configured in gateway");
        }

        rules.AtMostOne(!c.Url.IsEmpty, c.UrlFile.Length > 0, "url", "url_file");
        if (c.Method is not ("GET" or "POST" or "PUT"))
        {
            rules.Fail("unknown method in gateway, must be GET, POST or PUT", "method");
        }

        var headers = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach ((string name, Secret value) in c.Headers)
        {
            string canonical = HttpHeaderConfig.Canonical(name);

            // A gateway's key often stands in this header, and http_config could not make it a template.
            bool isTaken = canonical != "Authorization" && HttpHeaderConfig.IsReserved(canonical);
            if (canonical.Length == 0 || !canonical.All(HttpHeaderConfig.IsTokenChar) || isTaken)
            {
                rules.Fail($"setting header {GoQuote.Quote(canonical)} is not allowed", "headers");
            }

            headers[canonical] = value;
        }

        return c with { Headers = headers };
    }
}
