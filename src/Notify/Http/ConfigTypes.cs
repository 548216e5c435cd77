using Tocsin.Model.Durations;
using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>The scalar types that configurations share: secrets, URLs, addresses and both kinds of duration.</summary>
public static class ConfigTypes
{
    /// <summary>A secret text.</summary>
    public static YamlType<Secret> Secret { get; } = YamlTypes.Parsed<Secret>(
        "config.plain", (string text, out Secret secret) =>
        {
            secret = new(text);
            return null;
        }, Hide);

    /// <summary>A URL that is itself a secret, as Slack's webhooks are.</summary>
    public static YamlType<Secret> SecretUrl { get; } = YamlTypes.Parsed<Secret>(
        "common.SecretURL", (string text, out Secret secret) =>
        {
            secret = new(text);
            return text == Http.Secret.Placeholder ? null : WebUrl.FaultOfSecret(text);
        }, Hide);

    /// <summary>A secret URL that may hold template actions, in which case its form is only known when it is sent.</summary>
    public static YamlType<Secret> SecretTemplateUrl { get; } = YamlTypes.Parsed<Secret>(
        "common.plain", (string text, out Secret secret) =>
        {
            secret = new(text);
            return CheckTemplateUrl(text);
        }, Hide);

    /// <summary>A URL of scheme http or https; null if absent.</summary>
    public static YamlType<WebUrl?> Url { get; } =
        YamlTypes.ParsedOrNull<WebUrl>("common.URL", WebUrl.TryParse, Print);

    /// <summary>A URL of any scheme; null if absent. Its password is not printed.</summary>
    public static YamlType<WebUrl?> AnyUrl { get; } = YamlTypes.ParsedOrNull<WebUrl>(
        "config.URL", WebUrl.TryParseAny, url => url is null ? YamlValue.Null : new YamlText(url.Redacted()));

    /// <summary>A network address.</summary>
    public static YamlType<HostPort> Address { get; } = YamlTypes.Parsed<HostPort>(
        "config.HostPort", HostPort.TryParse, address => new YamlText(address.ToString()));

    /// <summary>A duration as Prometheus writes it: <c>5m</c>, <c>1d12h</c>.</summary>
    public static YamlType<TimeSpan> Duration { get; } = YamlTypes.Parsed<TimeSpan>(
        "model.Duration", ParseDuration, span => new YamlText(PrometheusDuration.Format(span)));

    /// <summary>A duration as Go writes it: <c>1.5s</c>, <c>500ms</c>. A bare number counts nanoseconds.</summary>
    public static YamlType<TimeSpan> GoDuration { get; } = new GoDurationType();

    /// <summary>A duration as Go writes it, never a bare number.</summary>
    public static YamlType<TimeSpan> GoDurationText { get; } = YamlTypes.Parsed<TimeSpan>(
        "pushover.duration", ParseGoDuration, PrintGoDuration);

    private static YamlValue Hide(Secret secret) => secret.IsEmpty ? YamlValue.Null : new YamlText(secret.ToString());

    private static YamlValue Print(WebUrl? url) => url is null ? YamlValue.Null : new YamlText(url.Text);

    private static YamlText PrintGoDuration(TimeSpan span) => new(Model.Durations.GoDuration.Format(span));

    private static string? CheckTemplateUrl(string text)
    {
        if (text is "" or Http.Secret.Placeholder)
        {
            return null;
        }

        if (text.Contains("{{", StringComparison.Ordinal))
        {
            return TemplateSyntax.Check(text) is { } error ? "invalid template syntax: " + error : null;
        }

        return WebUrl.FaultOfSecret(text) is { } fault ? "invalid URL: " + fault : null;
    }

    private static string? ParseDuration(string text, out TimeSpan span) =>
        PrometheusDuration.TryParse(text, out span, out string? error) ? null : error;

    private static string? ParseGoDuration(string text, out TimeSpan span)
    {
        bool ok = Model.Durations.GoDuration.TryParse(text, out GoDuration duration, out string? error);
        span = duration.ToTimeSpan();
        return ok ? null : error;
    }

    // Go's time.Duration is an integer to yaml.v2, which reads a text only if it parses, and otherwise names the type.
    private sealed class GoDurationType : YamlType<TimeSpan>
    {
        public override string GoName => "time.Duration";

        public override TimeSpan Zero => default;

        public override bool Read(YamlReader reader, YamlNode node, ref TimeSpan value)
        {
            if (node.Kind != YamlNodeKind.Scalar || YamlScalar.TryResolve(node, out YamlScalar scalar) is not null)
            {
                reader.Mismatch(node, GoName);
                return false;
            }

            switch (scalar.Value)
            {
                case YamlInteger { Value: var ticks } when ticks >= long.MinValue && ticks <= long.MaxValue:
                    value = new((long)ticks / TimeSpan.NanosecondsPerTick);
                    return true;
                case YamlFloat { Value: > -9.2e18 and < 9.2e18 } real:
                    value = new((long)real.Value / TimeSpan.NanosecondsPerTick);
                    return true;
                case YamlText text when ParseGoDuration(text.Value, out TimeSpan span) is null:
                    value = span;
                    return true;
                default:
                    reader.Mismatch(node, GoName);
                    return false;
            }
        }

        public override YamlValue Write(TimeSpan value) => PrintGoDuration(value);
    }
}
