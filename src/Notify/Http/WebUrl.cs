namespace Tocsin.Notify.Http;

/// <summary>A URL as it was written. It is checked the way Go checks it, whose rules differ from <see cref="Uri"/>'s.</summary>
/// <param name="Text">The URL; its scheme is in lower case.</param>
public sealed record WebUrl(string Text)
{
    private const int SchemeCharsMax = 6;

    /// <summary>Reads a URL of scheme http or https with a host.</summary>
    /// <returns>The error's text, or null.</returns>
    // Source: Alertmanager config/common ParseURL.
    public static string? TryParse(string text, out WebUrl? url) => TryParse(text, isSecret: false, out url);

    /// <summary>Says what is wrong with a URL that is a secret, without quoting it.</summary>
    /// <returns>The error's text, or null.</returns>
    public static string? FaultOfSecret(string text) => TryParse(text, isSecret: true, out _);

    private static string? TryParse(string text, bool isSecret, out WebUrl? url)
    {
        url = null;
        if (GoUrl.TrySplit(text, isSecret, out GoUrl parts) is { } error)
        {
            return error;
        }

        if (parts.Scheme is not ("http" or "https"))
        {
            // A long one is no scheme but a token with a colon in it.
            return isSecret && parts.Scheme.Length > SchemeCharsMax
                ? "unsupported scheme for URL"
                : $"unsupported scheme {Model.Labels.GoQuote.Quote(parts.Scheme)} for URL";
        }

        url = new(parts.Scheme + text[parts.Scheme.Length..]);
        return parts.Host.Length == 0 ? "missing host for URL" : null;
    }

    /// <summary>Reads a URL of any scheme, which a proxy's may be.</summary>
    /// <returns>The error's text, or null.</returns>
    public static string? TryParseAny(string text, out WebUrl? url)
    {
        string? error = GoUrl.TrySplit(text, isSecret: false, out GoUrl parts);
        url = error is null ? new(parts.Scheme + text[parts.Scheme.Length..]) : null;
        return error;
    }

    /// <summary>The URL for .NET's HTTP client.</summary>
    public Uri ToUri() => new(Text, UriKind.Absolute);

    /// <summary>The URL whose path ends with a slash, as Opsgenie's, VictorOps's and WeChat's must.</summary>
    public WebUrl WithTrailingSlash()
    {
        int end = Text.AsSpan().IndexOfAny('?', '#');
        end = end < 0 ? Text.Length : end;
        return end > 0 && Text[end - 1] == '/' && end > Text.IndexOf("//", StringComparison.Ordinal) + 2
            ? this
            : new(Text[..end] + "/" + Text[end..]);
    }

    /// <summary>The URL with the password, if there is one, replaced by <c>xxxxx</c>.</summary>
    public string Redacted()
    {
        int start = Text.IndexOf("//", StringComparison.Ordinal) + 2;
        int end = Text.AsSpan(start).IndexOfAny('/', '?', '#');
        string authority = start < 2 ? "" : end < 0 ? Text[start..] : Text.Substring(start, end);
        int at = authority.LastIndexOf('@');
        int colon = at < 0 ? -1 : authority.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon > at ? Text : Text[..(start + colon)] + ":xxxxx" + Text[(start + at)..];
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
