using Tocsin.Regexes;
using Tocsin.Signals.Probes.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>What a header must look like, or must not: an item of <c>fail_if_header_matches</c>.</summary>
public sealed record HeaderMatchConfig
{
    /// <summary>The header.</summary>
    public string Header { get; init; } = "";

    /// <summary>The regex; never null once it is checked.</summary>
    public Re2? Regexp { get; init; }

    /// <summary>The header may be missing.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<HeaderMatchConfig> Schema { get; } = new YamlSchema<HeaderMatchConfig>("config.HeaderMatch", new())
        .Optional("header", YamlTypes.Text, c => c.Header, (c, v) => c with { Header = v })
        .Optional("regexp", ProbeTypes.Regex, c => c.Regexp, (c, v) => c with { Regexp = v })
        .Optional("allow_missing", YamlTypes.Flag, c => c.AllowMissing, (c, v) => c with { AllowMissing = v })
        .Rule((c, rules) =>
        {
            if (c.Header.Length == 0)
            {
                rules.Fail("header name must be set for HTTP header matchers", "header");
            }
            else if (c.Regexp is null or { Pattern.Length: 0 })
            {
                rules.Fail("regexp must be set for HTTP header matchers", "regexp");
            }

            return c;
        });

    /// <summary>The rule.</summary>
    public HeaderRule Rule => new(Header, Regexp!, AllowMissing);
}
