using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Receivers;

/// <summary>
/// A request as a list of named fields in the order in which they were written: <c>method</c>, <c>path</c>,
/// <c>header.Content-Type</c>, <c>param.title</c>, <c>body.attachments[0].color</c>.
/// </summary>
internal sealed partial class RequestFields
{
    // What must differ, and what only says how long the rest is.
    private static readonly string[] Unheard = ["User-Agent", "Date", "Host", "Content-Length"];

    private readonly List<(string Name, string Value)> _fields = [];

    private RequestFields()
    {
    }

    /// <summary>The fields.</summary>
    public IReadOnlyList<(string Name, string Value)> All => _fields;

    /// <summary>The fields of an HTTP request.</summary>
    public static RequestFields Of(VendorRequest request)
    {
        var fields = new RequestFields();
        fields.Add("method", request.Method);
        fields.Add("protocol", request.Protocol);
        fields.Add("scheme", request.Scheme);
        fields.Add("host", request.Host.Split(':')[0]);
        fields.Add("path", request.Path);
        foreach ((string name, string value) in request.Headers
            .Where(h => !Unheard.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
            .OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            fields.AddHeader(Canonical(name), value);
        }

        fields.AddForm("query", request.Query);
        fields.AddBody(request);
        return fields;
    }

    /// <summary>The fields of a mail, which the SMTP server has told in JSON.</summary>
    public static RequestFields OfMail(JsonElement mail)
    {
        var fields = new RequestFields();
        foreach (string name in (string[])["hello", "extended", "secure", "login", "from", "to", "parts"])
        {
            fields.AddJson(name, mail.GetProperty(name));
        }

        // In no order: Alertmanager's changes from mail to mail.
        foreach ((string name, string value) in mail.GetProperty("fields").EnumerateArray()
            .Select(f => (f[0].GetString()!, f[1].GetString()!)).OrderBy(f => f.Item1, StringComparer.OrdinalIgnoreCase))
        {
            fields.Add("header." + name, Chance().Replace(value, "(chance)"));
        }

        return fields;
    }

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+[0-9.]*(Z|[+-][0-9:]{5})")]
    private static partial Regex Instant();

    [GeneratedRegex("/[0-9]{8}/|Signature=[0-9a-f]{64}|^[0-9]{8}T[0-9]{6}Z$")]
    private static partial Regex SigningTime();

    // The boundary of a mail's parts and its date. The second one: "Sat, 21 Nov 2026 13:56:19 +0000".
    [GeneratedRegex("(?<=boundary=\").*(?=\")|^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8}(?= \\+0000$)")]
    private static partial Regex Chance();

    [GeneratedRegex("(127\\.0\\.0\\.1|localhost):[0-9]+")]
    private static partial Regex Port();

    private void Add(string name, string value) => _fields.Add((name, Port().Replace(value, "$1:PORT")));

    // HTTP/2 has names in lower case.
    private static string Canonical(string name) => string.Join('-', name.Split('-').Select(
        part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()));

    // The time of a signature and all that follows from it.
    private void AddHeader(string name, string value)
    {
        bool isSignature = name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)
            || value.StartsWith("AWS4-HMAC", StringComparison.Ordinal);
        Add("header." + name, isSignature ? SigningTime().Replace(value, "(time)") : value);
    }

    private void AddBody(VendorRequest request)
    {
        string type = request.Headers.GetValueOrDefault("Content-Type", "");
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal))
        {
            AddForm("form", request.Text);
        }
        else if (IsJson(request.Text, out JsonDocument? json))
        {
            using (json)
            {
                AddJson("body", json!.RootElement);
            }
        }
        else if (request.Text.Length > 0)
        {
            Add("body", request.Text);
        }
    }

    // Parameters count as the same wherever they stand, query or body, in whatever order; where is a field of its own.
    private void AddForm(string place, string form)
    {
        if (form.Length == 0)
        {
            return;
        }

        Add("params", place);
        foreach (string[] sides in form.Split('&').Select(pair => pair.Split('=', 2)).OrderBy(s => s[0], StringComparer.Ordinal))
        {
            Add("param." + WebUtility.UrlDecode(sides[0]), Utc(WebUtility.UrlDecode(sides.ElementAtOrDefault(1) ?? "")));
        }
    }

    private void AddJson(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Add(name, "{}");
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    AddJson($"{name}.{property.Name}", property.Value);
                }

                break;
            case JsonValueKind.Array:
                Add(name, "[]");
                foreach ((int i, JsonElement item) in value.EnumerateArray().Index())
                {
                    AddJson(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item);
                }

                break;
            case JsonValueKind.String:
                Add(name, "\"" + Utc(value.GetString()!) + "\"");
                break;
            default:
                Add(name, value.GetRawText());
                break;
        }
    }

    // The real server gives an instant back with nanoseconds and the offset it came with; ours has 100 ns in UTC.
    private static string Utc(string text) => Instant().Replace(text, m =>
        DateTimeOffset.TryParse(m.Value, CultureInfo.InvariantCulture, out DateTimeOffset at)
            ? at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
            : m.Value);

    private static bool IsJson(string text, out JsonDocument? json)
    {
        json = null;
        try
        {
            json = text.Length == 0 ? null : JsonDocument.Parse(text);
            return json is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
