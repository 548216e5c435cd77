using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Rehearsals;

/// <summary>Hides secrets in what is shown, in each form in which a request may carry them. Immutable.</summary>
internal sealed class SecretMask
{
    // A shorter text would tear ordinary words apart, and is no secret.
    private const int CharsMin = 4;

    private static readonly string[] CredentialHeaders =
        ["authorization", "proxy-authorization", "cookie", "x-amz-security-token"];

    private static readonly string[] CredentialFields =
        ["access_token", "token", "key", "api_key", "apikey", "secret", "corpsecret", "password", "sig", "signature", "assertion"];

    private readonly string[] _forms;
    private readonly bool _hidesPaths;

    /// <param name="secrets">The secrets as they are, templates included.</param>
    public SecretMask(IEnumerable<string> secrets)
    {
        string[] known = [.. secrets];

        // A secret URL is one behind its host, and one that is a template is not known before it is rendered.
        _hidesPaths = known.Any(secret =>
            secret.Contains("://", StringComparison.Ordinal) || secret.Contains("{{", StringComparison.Ordinal));
        _forms =
        [
            .. known.SelectMany(LiteralsOf).Where(IsLong).SelectMany(FormsOf).Where(IsLong)
                .Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length),
        ];
    }

    /// <summary>The text without secrets.</summary>
    public string Hide(string text)
    {
        var clean = new StringBuilder(text.Length);
        int kept = 0;
        for (int at = 0; at < text.Length;)
        {
            string? found = Array.Find(_forms, form => string.CompareOrdinal(text, at, form, 0, form.Length) == 0);
            if (found is null)
            {
                at++;
                continue;
            }

            clean.Append(text, kept, at - kept).Append(Secret.Placeholder);
            at += found.Length;
            kept = at;
        }

        return clean.Append(text, kept, text.Length - kept).ToString();
    }

    /// <summary>The URL without user, and without what else in it is secret.</summary>
    public string HideUrl(Uri url)
    {
        string root = url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        if (_hidesPaths)
        {
            return url.PathAndQuery == "/" ? root + "/" : $"{root}/{Secret.Placeholder}";
        }

        string query = string.Join('&', url.Query.TrimStart('?').Split('&').Select(HideField));
        return root + Hide(url.AbsolutePath) + (query.Length > 0 ? "?" + query : "");
    }

    /// <summary>The value of a header without secrets; of credentials only the scheme is left.</summary>
    public string HideHeader(string name, string value)
    {
        if (!CredentialHeaders.Contains(name.ToLowerInvariant()))
        {
            return Hide(value);
        }

        int blank = value.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 ? $"{value[..blank]} {Secret.Placeholder}" : Secret.Placeholder;
    }

    /// <summary>A form as it is posted without secrets.</summary>
    public string HideForm(string form) => string.Join('&', form.Split('&').Select(HideField));

    private static bool IsLong(string text) => text.Length >= CharsMin;

    private string HideField(string field)
    {
        int sign = field.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? "" : Uri.UnescapeDataString(field[..sign]).ToLowerInvariant();
        return sign < field.Length - 1 && CredentialFields.Contains(name)
            ? field[..(sign + 1)] + Secret.Placeholder
            : Hide(field);
    }

    // What stands around the actions of a template is as secret as the rest. Not every secret with braces is a template.
    private static IEnumerable<string> LiteralsOf(string secret)
    {
        yield return secret.Trim();
        for (int at = 0; at < secret.Length;)
        {
            int open = secret.IndexOf("{{", at, StringComparison.Ordinal);
            yield return (open < 0 ? secret[at..] : secret[at..open]).Trim();
            int close = open < 0 ? -1 : secret.IndexOf("}}", open, StringComparison.Ordinal);
            at = close < 0 ? secret.Length : close + 2;
        }
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return new GoJsonWriter().Value(secret).ToString()[1..^1];
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        if (Uri.TryCreate(secret, UriKind.Absolute, out Uri? url))
        {
            yield return url.PathAndQuery.Trim('/');
            yield return url.UserInfo;
        }
    }
}
