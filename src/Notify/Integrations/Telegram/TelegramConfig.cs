using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Telegram;

/// <summary>A message by a Telegram bot: <c>telegram_configs</c>.</summary>
public sealed record TelegramConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "telegram";

    /// <summary>The API.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The bot's token.</summary>
    public Secret BotToken { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string BotTokenFile { get; init; } = "";

    /// <summary>The chat; 0 if a file is given.</summary>
    public long ChatId { get; init; }

    /// <summary>A file with the chat's id, read at each send.</summary>
    public string ChatIdFile { get; init; } = "";

    /// <summary>The topic in the chat; 0 for none.</summary>
    public long MessageThreadId { get; init; }

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"telegram.default.message\" . }}";

    /// <summary>Send without a sound.</summary>
    public bool DisableNotifications { get; init; }

    /// <summary>Markdown, MarkdownV2, HTML or empty.</summary>
    public string ParseMode { get; init; } = "HTML";

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new TelegramNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TelegramConfig> Schema { get; } =
        new YamlSchema<TelegramConfig>("telegram.TelegramConfig", new())
        .Include(AddHttpKeys)
        .Field("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("bot_token", ConfigTypes.Secret, c => c.BotToken, (c, v) => c with { BotToken = v })
        .Optional("bot_token_file", YamlTypes.Text, c => c.BotTokenFile, (c, v) => c with { BotTokenFile = v })
        .Optional("chat_id", YamlTypes.LongWhole, c => c.ChatId, (c, v) => c with { ChatId = v })
        .Optional("chat_id_file", YamlTypes.Text, c => c.ChatIdFile, (c, v) => c with { ChatIdFile = v })
        .Optional("message_thread_id", YamlTypes.Whole, c => c.MessageThreadId,
            (c, v) => c with { MessageThreadId = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("disable_notifications", YamlTypes.Flag, c => c.DisableNotifications,
            (c, v) => c with { DisableNotifications = v })
        .Optional("parse_mode", YamlTypes.Text, c => c.ParseMode, (c, v) => c with { ParseMode = v })
        .Rule(Check);

    private static TelegramConfig Check(TelegramConfig c, YamlRules rules)
    {
        rules.AtMostOne(!c.BotToken.IsEmpty, c.BotTokenFile.Length > 0, "bot_token", "bot_token_file");
        if (c.ChatId == 0 && c.ChatIdFile.Length == 0)
        {
            rules.Fail("missing chat_id or chat_id_file on telegram_config");
        }

        rules.AtMostOne(c.ChatId != 0, c.ChatIdFile.Length > 0, "chat_id", "chat_id_file");
        if (c.ParseMode is not ("" or "Markdown" or "MarkdownV2" or "HTML"))
        {
            rules.Fail("unknown parse_mode on telegram_config, must be Markdown, MarkdownV2, HTML or empty string", "parse_mode");
        }

        return c;
    }
}
