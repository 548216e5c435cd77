using System.Collections.Frozen;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Ntfy;

/// <summary>A button of an ntfy message. The phone, not Tocsin, opens the page or makes the request.</summary>
public sealed record NtfyActionConfig
{
    /// <summary><c>view</c> opens a page, <c>http</c> makes a request.</summary>
    public string Action { get; init; } = "view";

    /// <summary>What stands on it, a template; required.</summary>
    public string Label { get; init; } = "";

    /// <summary>Where it leads, a template; required. The button is left out if it comes out empty.</summary>
    public string Url { get; init; } = "";

    /// <summary>The method of the request; POST unless given.</summary>
    public string Method { get; init; } = "";

    /// <summary>Headers of the request; values are templates. Everybody who reads the topic can see them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The body of the request, a template.</summary>
    public string Body { get; init; } = "";

    /// <summary>Take the message away once it was used.</summary>
    public bool Clear { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<NtfyActionConfig> Schema { get; } =
        new YamlSchema<NtfyActionConfig>("ntfy.NtfyAction", new())
        .Field("action", YamlTypes.Text, c => c.Action, (c, v) => c with { Action = v })
        .Optional("label", YamlTypes.Text, c => c.Label, (c, v) => c with { Label = v })
        .Optional("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Optional("method", YamlTypes.Text, c => c.Method, (c, v) => c with { Method = v })
        .Optional("headers", YamlTypes.MapOf(YamlTypes.Text), c => c.Headers, (c, v) => c with { Headers = v })
        .Optional("body", YamlTypes.Text, c => c.Body, (c, v) => c with { Body = v })
        .Optional("clear", YamlTypes.Flag, c => c.Clear, (c, v) => c with { Clear = v })
        .Rule(Check);

    private static NtfyActionConfig Check(NtfyActionConfig c, YamlRules rules)
    {
        if (c.Action is not ("view" or "http"))
        {
            rules.Fail("unknown action in ntfy config, must be view or http", "action");
        }

        if (c.Label.Length == 0)
        {
            rules.Fail("missing label in ntfy action configuration");
        }

        if (c.Url.Length == 0)
        {
            rules.Fail("missing url in ntfy action configuration");
        }

        if (c.Action == "view" && Given.CountOf(c.Method, c.Body) + c.Headers.Count > 0)
        {
            rules.Fail("method, headers and body are only for ntfy actions of kind http");
        }

        return c;
    }
}
