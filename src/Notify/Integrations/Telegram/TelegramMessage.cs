using System.Globalization;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Telegram;

/// <summary>The parameters of <c>sendMessage</c>. Immutable.</summary>
/// <param name="Chat">The number of the chat.</param>
/// <param name="Text">The text.</param>
/// <param name="ParseMode">Its markup; empty for none.</param>
/// <param name="ThreadId">The topic; 0 for none.</param>
/// <param name="IsSilent">Without a sound.</param>
internal sealed record TelegramMessage(string Chat, string Text, string ParseMode, long ThreadId, bool IsSilent)
{
    /// <summary>What is otherwise than configured, for the outcome; empty if nothing is. It is not sent.</summary>
    public string Remark { get; init; } = "";

    /// <summary>True if that is the chat.</summary>
    public bool IsFor(long chat) => Chat == chat.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the JSON as upstream's library does: sorted by name, every value a text.</summary>
    // Source: telebot v3, Bot.Send and embedSendOptions.
    public ReadOnlyMemory<byte> Write() => new GoJsonWriter().BeginObject()
        .Field("chat_id", Chat)
        .FieldUnlessEmpty("disable_notification", IsSilent ? "true" : "")
        .Field("disable_web_page_preview", "true")
        .FieldUnlessEmpty("message_thread_id", ThreadId == 0 ? "" : ThreadId.ToString(CultureInfo.InvariantCulture))
        .FieldUnlessEmpty("parse_mode", ParseMode)
        .Field("text", Text)
        .EndObject().EndDocument().Written;
}
