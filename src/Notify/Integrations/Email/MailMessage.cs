using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>A mail ready to hand to a server.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Content">Headers and body with CRLF line ends, dots not doubled.</param>
internal sealed record Mail(string From, IReadOnlyList<string> To, string Content);

/// <summary>Writes mails. Immutable.</summary>
// Source: Alertmanager notify/email. Differences, on purpose: only the names of address headers are encoded, line breaks
// cannot get into a header, the Message-Id is the same in every attempt, and a failed template still gives a mail.
internal sealed class MailMessage
{
    private static readonly string[] AddressHeaders = ["From", "To", "Cc", "Reply-To", "Sender", "Bcc"];

    private readonly EmailConfig _config;
    private readonly FieldTemplate _from;
    private readonly FieldTemplate _to;
    private readonly FieldTemplate? _text;
    private readonly FieldTemplate? _html;
    private readonly IReadOnlyList<(string Name, FieldTemplate Value)> _headers;

    public MailMessage(EmailConfig config, IFieldCompiler templates)
    {
        _config = config;
        _from = templates.Text("from", config.From);
        _to = templates.Text("to", config.To);
        _text = config.Text.Length > 0 ? templates.Text("text", config.Text) : null;
        _html = config.Html.Length > 0 ? templates.Html("html", config.Html) : null;
        var headers = new SortedDictionary<string, string>(
            config.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        headers.TryAdd("Subject", "{{ template \"email.default.subject\" . }}");
        headers.TryAdd("To", config.To);
        headers.TryAdd("From", config.From);
        _headers = [.. headers.Select(h => (h.Key, templates.Text("headers." + h.Key, h.Value)))];
    }

    /// <summary>Writes the mail, or says why there can be none: nobody to send it to or from.</summary>
    public Mail? TryWrite(Rendering rendering, out string? fault)
    {
        string? from = rendering.TextOrNull(_from);
        string? to = from is null ? null : rendering.TextOrNull(_to);
        IReadOnlyList<MailAddressEntry> sender = [];
        IReadOnlyList<MailAddressEntry> recipients = [];
        fault = from is null || to is null ? "the template of 'from' or 'to' failed"
            : AddressList.TryParse(from, out sender) is { } wrongFrom ? "parse 'from' addresses: " + wrongFrom
            : sender.Count != 1 ? $"must be exactly one 'from' address (got: {sender.Count})"
            : AddressList.TryParse(to, out recipients) is { } wrongTo ? "parse 'to' addresses: " + wrongTo
            : null;
        if (fault is not null)
        {
            return null;
        }

        string address = sender[0].Address;
        return new Mail(address, [.. recipients.Select(r => r.Address)], Content(rendering, address));
    }

    private string Content(Rendering rendering, string from)
    {
        Notification notification = rendering.Context.Notification;

        // The bodies first, so that they can tell of a header that failed, and all before the headers are written.
        List<(string Name, string Value)> headers = Headers(rendering);
        string? text = _text is null ? null : rendering.TextOrNull(_text);
        string? html = _html is null ? null : rendering.TextOrNull(_html);
        if (rendering.Error is { } error)
        {
            bool isWhole = (_text is null) == (text is null) && (_html is null) == (html is null);
            string plain = isWhole ? $"(a template failed: {error})\n" : FallbackMessage.Text(notification, error);
            text = string.IsNullOrEmpty(text) ? plain : $"{text}\n\n{plain}";
        }
        else if (string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(html))
        {
            text = FallbackMessage.Text(notification, "text and html are both empty");
        }

        var content = new StringBuilder();
        foreach ((string name, string value) in headers)
        {
            content.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        AppendOwnHeaders(content, rendering.Context, from);
        string boundary = "tocsin-" + notification.Id;
        content.Append("Content-Type: multipart/alternative; boundary=\"").Append(boundary).Append("\"\r\n");
        content.Append("MIME-Version: 1.0\r\n\r\n");
        AppendPart(content, boundary, "text/plain", text);
        AppendPart(content, boundary, "text/html", html);
        return content.Append("--").Append(boundary).Append("--\r\n").ToString();
    }

    private static void AppendPart(StringBuilder content, string boundary, string type, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        content.Append("--").Append(boundary).Append("\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: ")
            .Append(type).Append("; charset=UTF-8\r\n\r\n").Append(MailEncoding.QuotedPrintable(text)).Append("\r\n");
    }

    private List<(string Name, string Value)> Headers(Rendering rendering)
    {
        List<(string Name, string Value)> headers = [];
        foreach ((string name, FieldTemplate template) in _headers)
        {
            string? value = rendering.TextOrNull(template);
            if (value is null && name == "Subject")
            {
                value = FallbackMessage.Title(rendering.Context.Notification);
            }

            if (value is not null && name == "Subject")
            {
                value = FallbackLabel.On(value, rendering.Context.Notification);
            }

            if (value is not null)
            {
                bool isAddresses = AddressHeaders.Contains(name) & AddressList.TryParse(value, out var addresses) is null;
                headers.Add((name, isAddresses ? MailEncoding.Addresses(addresses) : MailEncoding.Header(value)));
            }
        }

        return headers;
    }

    private void AppendOwnHeaders(StringBuilder content, MessageContext context, string from)
    {
        Notification notification = context.Notification;
        if (!_config.Headers.ContainsKey("Message-Id"))
        {
            // The same in every attempt, so that a mail that comes twice is shown once.
            string domain = from[(from.LastIndexOf('@') + 1)..];
            content.Append("Message-Id: <").Append(notification.Id).Append('@').Append(domain).Append(">\r\n");
        }

        if (notification.IsRepeat)
        {
            content.Append("X-Tocsin-Repeat: 1\r\n");
        }

        if (notification.FallbackFor is { } fallback)
        {
            content.Append("X-Tocsin-Fallback: ").Append(FallbackLabel.Header(fallback)).Append("\r\n");
        }

        if (_config.Threading.Enabled)
        {
            // The root of the thread is no real mail; mail programs make a place for it all the same.
            string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notification.GroupKey)))[..16];
            string day = _config.Threading.ThreadByDate == "none"
                ? ""
                : context.Now.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            content.Append("References: <alert-").Append(key).Append('-').Append(day).Append("@alertmanager>\r\n");
            content.Append("In-Reply-To: <alert-").Append(key).Append('-').Append(day).Append("@alertmanager>\r\n");
        }

        content.Append("Date: ")
            .Append(context.Now.ToDateTime().ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture))
            .Append(" +0000\r\n");
    }
}
