using System.Globalization;
using System.Net;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Pushover;

/// <summary>Writes the parameters of a message as a form. Immutable.</summary>
internal sealed class PushoverMessage
{
    // https://pushover.net/api#limits
    private const int TitleRunesMax = 250;
    private const int MessageRunesMax = 1024;
    private const int UrlRunesMax = 512;
    private const int UrlTitleRunesMax = 100;

    // https://pushover.net/api#priority: outside of these an emergency is refused.
    private static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExpireMax = TimeSpan.FromSeconds(10_800);

    private readonly PushoverConfig _config;
    private readonly MessageBody _body;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _url;
    private readonly FieldTemplate _urlTitle;
    private readonly FieldTemplate _device;
    private readonly FieldTemplate _sound;
    private readonly FieldTemplate _priority;

    public PushoverMessage(PushoverConfig config, IFieldCompiler templates)
    {
        _config = config;
        _body = MessageBody.InRunes(MessageRunesMax, config.Html ? WebUtility.HtmlEncode : null);
        _title = templates.Text("title", config.Title);
        _text = config.Html ? templates.Html("message", config.Message) : templates.Text("message", config.Message);
        _url = templates.Text("url", config.Url);
        _urlTitle = templates.Text("url_title", config.UrlTitle);
        _device = templates.Text("device", config.Device);
        _sound = templates.Text("sound", config.Sound);
        _priority = templates.Text("priority", config.Priority);
    }

    /// <summary>Writes the form, its parameters in the order of their names, as Go does.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering, string token, string user)
    {
        Notification notification = rendering.Context.Notification;
        string title = rendering.TextOrNull(_title) ?? FallbackMessage.Title(notification);
        string? text = rendering.TextOrNull(_text);
        var form = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["token"] = token,
            ["user"] = user,
            ["title"] = Truncation.InRunes(RepeatLabel.On(title, notification), TitleRunesMax),
            ["url"] = Truncation.InRunes(rendering.Text(_url), UrlRunesMax),
            ["url_title"] = Truncation.InRunes(rendering.Text(_urlTitle), UrlTitleRunesMax),
            ["priority"] = Priority(rendering),
            ["retry"] = Seconds(_config.Retry < RetryMin ? RetryMin : _config.Retry),
            ["expire"] = Seconds(_config.Expire > ExpireMax ? ExpireMax : _config.Expire),
            ["device"] = rendering.Text(_device),
            ["sound"] = rendering.Text(_sound),
        };
        AddUnlessZero(form, "ttl", Seconds(_config.Ttl));
        AddUnlessZero(form, "html", _config.Html ? "1" : "0");
        AddUnlessZero(form, "monospace", _config.Monospace ? "1" : "0");
        form["message"] = Text(rendering, text);
        return Encoding.ASCII.GetBytes(string.Join('&', form.Select(p => $"{p.Key}={Escape(p.Value)}")));
    }

    private static void AddUnlessZero(SortedDictionary<string, string> form, string name, string value)
    {
        if (value != "0")
        {
            form[name] = value;
        }
    }

    private static string Seconds(TimeSpan span) =>
        Math.Max((long)span.TotalSeconds, 0).ToString(CultureInfo.InvariantCulture);

    private static string Escape(string value) =>
        Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal);

    // Pushover refuses a message without text.
    private string Text(Rendering rendering, string? text)
    {
        string message = _body.Compose(rendering, text).Trim();
        return message.Length == 0 ? "(no details)"
            : _config.Html && message.EndsWith('…') ? WithoutTornMarkup(message)
            : message;
    }

    // A cut in the middle of a tag or of an entity would show as garbage, or swallow what follows.
    private static string WithoutTornMarkup(string cut)
    {
        int tag = cut.LastIndexOf('<');
        if (tag >= 0 && cut.IndexOf('>', tag) < 0)
        {
            return cut[..tag] + "…";
        }

        int entity = cut.LastIndexOf('&');
        return entity >= 0 && cut.IndexOf(';', entity) < 0 ? cut[..entity] + "…" : cut;
    }

    // A priority that Pushover does not know would cost the page; the default pages.
    private string Priority(Rendering rendering)
    {
        string? priority = rendering.TextOrNull(_priority)?.Trim();
        if (priority is "-2" or "-1" or "0" or "1" or "2")
        {
            return priority;
        }

        if (priority is not null)
        {
            rendering.Note($"priority: \"{priority}\" is not a whole number from -2 to 2");
        }

        return rendering.Context.Notification.IsFiring ? "2" : "0";
    }
}
