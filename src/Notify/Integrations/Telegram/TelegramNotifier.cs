using System.Globalization;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Telegram;

/// <summary>Sends a message by a Telegram bot. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/telegram, which retries every error. Differences, on purpose: a message that is too long or
// whose markup Telegram cannot read is sent all the same, and so is one whose chat moved or whose topic is gone.
public sealed class TelegramNotifier : INotifier
{
    // Markup, chat and topic can be wrong at once, and each is put right once.
    private const int TriesMax = 4;

    private static readonly string[] TopicComplaints = ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"];

    private readonly TelegramConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly TelegramText _text;

    /// <summary>Compiles the template and makes the client.</summary>
    public TelegramNotifier(TelegramConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = new HttpSender(
            services.Http.Create(config.HttpConfig ?? HttpClientConfig.Default), services.Time, TimeSpan.Zero);
        _text = new TelegramText(config, services.Templates);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        string token = "";
        string chat = "";
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the API URL with the bot's token", () =>
        {
            token = SecretFile.Read(_config.BotToken.Reveal(), _config.BotTokenFile);
            chat = Chat();
            return token.Length == 0 ? "" : $"{_config.ApiUrl!.Text.TrimEnd('/')}/bot{token}/sendMessage";
        });
        if (url is null)
        {
            return failure!;
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        string? rendered = _text.Render(rendering);
        (string text, string parseMode) = _text.Write(rendering, rendered);
        var message = new TelegramMessage(chat, text, parseMode, _config.MessageThreadId, _config.DisableNotifications);
        for (int left = TriesMax; ; left--)
        {
            HttpCall call = HttpCall.PostJson(url, message.Write()) with { Secrets = [token] };
            (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
            JsonAnswer? json = answer is null ? null : JsonAnswer.Parse(answer.Body);
            TelegramMessage? better = answer is null || left == 1 ? null : Mend(message, answer, rendering, rendered);
            if (better is null)
            {
                SendOutcome outcome = broken ?? Judge(answer!, json);
                return outcome with { Answer = message.Remark + outcome.Answer, TemplateError = rendering.Error };
            }

            message = better;
        }
    }

    /// <summary>Another message in place of one that was refused for what can be put right; null if it cannot.</summary>
    private TelegramMessage? Mend(TelegramMessage message, HttpAnswer answer, Rendering rendering, string? rendered)
    {
        if (JsonAnswer.Parse(answer.Body) is not { } json || json.IsTrue("ok"))
        {
            return null;
        }

        string complaint = json.Text("description");
        if (message.ParseMode.Length > 0 && complaint.Contains("can't parse entities", StringComparison.OrdinalIgnoreCase))
        {
            (string text, string parseMode) = _text.WritePlain(rendering, rendered, answer.Clean(complaint));
            return message with { Text = text, ParseMode = parseMode };
        }

        if (message.ThreadId != 0 && TopicComplaints.Any(c => complaint.Contains(c, StringComparison.OrdinalIgnoreCase)))
        {
            string remark = $"sent to the chat, since the topic {message.ThreadId} is not to be had; ";
            return message with { ThreadId = 0, Remark = message.Remark + remark };
        }

        return json.Object("parameters")?.Whole("migrate_to_chat_id") is { } moved && !message.IsFor(moved)
            ? message with
            {
                Chat = moved.ToString(CultureInfo.InvariantCulture),
                Remark = message.Remark + $"sent to {moved}, the number that the chat has now; ",
            }
            : null;
    }

    // {"ok":false,"error_code":429,"description":"Too Many Requests: retry after 5","parameters":{"retry_after":5}}
    private static SendOutcome Judge(HttpAnswer answer, JsonAnswer? json)
    {
        if (answer.IsSuccess && json?.IsTrue("ok") == true)
        {
            return new SendOutcome.Delivered { Code = answer.Code, Answer = answer.Shown };
        }

        bool isUnclear = answer.IsSuccess && json is null;
        int code = (int)Math.Clamp(json?.Whole("error_code") ?? answer.Code, 0, 999);
        string description = answer.Clean(json?.Text("description") ?? "");
        return new SendOutcome.Retry(HttpSender.ReasonOf(code))
        {
            Code = answer.Code,
            Answer = isUnclear ? "the answer is not JSON: " + answer.Shown
                : $"error {code} from Telegram: {(description.Length > 0 ? description : answer.Shown)}",
            After = json?.Object("parameters")?.Seconds("retry_after") ?? answer.RetryAfter,
            MayHaveArrived = isUnclear,
        };
    }

    private string Chat()
    {
        if (_config.ChatIdFile.Length == 0)
        {
            return _config.ChatId.ToString(CultureInfo.InvariantCulture);
        }

        string text = SecretFile.ReadFile(_config.ChatIdFile);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id)
            ? id.ToString(CultureInfo.InvariantCulture)
            : throw new ClientSetupException($"{_config.ChatIdFile} does not hold the number of a chat");
    }
}
