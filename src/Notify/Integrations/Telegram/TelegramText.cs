using System.Text;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Telegram;

/// <summary>Makes the text of a Telegram message in the markup of its <c>parse_mode</c>. Immutable.</summary>
internal sealed class TelegramText
{
    /// <summary>https://core.telegram.org/bots/api#sendmessage: characters, which Telegram counts as runes.</summary>
    public const int RunesMax = 4096;

    private const string Html = "HTML";

    private static readonly MessageBody Plain = new(TextLimit.Runes(RunesMax).Fit);

    private readonly string _parseMode;
    private readonly FieldTemplate _message;
    private readonly MessageBody _body;

    public TelegramText(TelegramConfig config, IFieldCompiler templates)
    {
        _parseMode = config.ParseMode;
        _message = _parseMode == Html
            ? templates.Html("message", config.Message)
            : templates.Text("message", config.Message);
        _body = _parseMode switch
        {
            Html => new MessageBody(TelegramHtml.Fit) { Escape = TelegramHtml.Escape },
            "MarkdownV2" => MarkdownBody("_*[]()~`>#+-=|{}.!\\"),
            "Markdown" => MarkdownBody("_*`["),
            _ => Plain,
        };
    }

    /// <summary>What the template gave; null if it failed.</summary>
    public string? Render(Rendering rendering) => rendering.TextOrNull(_message);

    /// <summary>The message in its markup, or the plain one if the template failed.</summary>
    /// <param name="rendering">The attempt.</param>
    /// <param name="text">What the template gave; null if it failed.</param>
    /// <returns>The text, and the mode in which Telegram is to read it; an empty mode is plain text.</returns>
    public (string Text, string ParseMode) Write(Rendering rendering, string? text) => string.IsNullOrWhiteSpace(text)
        ? (Plain.ComposeAlone(rendering, text, _message.Field), "")
        : (_body.ComposeAlone(rendering, text, _message.Field), _parseMode);

    /// <summary>The message without markup, for one whose markup Telegram cannot read.</summary>
    /// <param name="rendering">The attempt.</param>
    /// <param name="text">What the template gave.</param>
    /// <param name="complaint">What Telegram said.</param>
    public (string Text, string ParseMode) WritePlain(Rendering rendering, string? text, string complaint)
    {
        rendering.Note($"{_message.Field}: {complaint}");
        string? plain = _parseMode == Html && text is not null ? TelegramHtml.ToPlain(text) : text;
        return (Plain.ComposeAlone(rendering, plain, _message.Field), "");
    }

    // https://core.telegram.org/bots/api#markdownv2-style. Markdown that is cut in the middle of an entity is refused by
    // Telegram, and then goes as plain text.
    private static MessageBody MarkdownBody(string reserved) => new(TextLimit.Runes(RunesMax).Fit)
    {
        Escape = text =>
        {
            var escaped = new StringBuilder(text.Length);
            foreach (char c in text)
            {
                _ = reserved.Contains(c, StringComparison.Ordinal) ? escaped.Append('\\').Append(c) : escaped.Append(c);
            }

            return escaped.ToString();
        },
    };
}
