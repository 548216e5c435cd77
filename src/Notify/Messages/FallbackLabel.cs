using System.Text;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Messages;

/// <summary>
/// Tells people that a message was meant for another receiver, and why it did not get there. It stands before the title,
/// or before the text where there is no title, so that nobody wonders why they are called.
/// </summary>
internal static class FallbackLabel
{
    // A title has room for a line; the whole reason is in notification_reason and in explain.
    private const int NameRunesMax = 40;
    private const int ReasonRunesMax = 60;

    /// <summary>The text with the label before it, if there is a reason for one.</summary>
    public static string On(string text, Notification notification)
    {
        string label = Of(notification);
        return label.Length == 0 ? text : text.Length == 0 ? label : $"{label} {text}";
    }

    /// <summary>What stands before a text that is never empty: the label and a space, or nothing.</summary>
    public static string Before(Notification notification) =>
        Of(notification) is { Length: > 0 } label ? label + " " : "";

    /// <summary>What is read out before a text that is never empty, or nothing.</summary>
    public static string Spoken(Notification notification) => notification.FallbackFor is { } fallback
        ? $"Fallback from {Plain(fallback.Receiver, NameRunesMax)}, {Plain(fallback.Reason, ReasonRunesMax)}. "
        : "";

    /// <summary>The reason in printable ASCII, as a header takes it.</summary>
    public static string Header(FallbackFor fallback) =>
        string.Concat(fallback.Text.Select(c => c is >= ' ' and <= '~' ? c : '?'));

    private static string Of(Notification notification) => notification.FallbackFor is { } fallback
        ? $"[FALLBACK from {Plain(fallback.Receiver, NameRunesMax)}: {Plain(fallback.Reason, ReasonRunesMax)}]"
        : "";

    // The reason may quote what a broken receiver answered: nothing of it may be taken for markup by this one.
    private static string Plain(string text, int runesMax)
    {
        var plain = new StringBuilder();
        foreach (char c in Truncation.InRunes(text, runesMax))
        {
            plain.Append(char.IsControl(c) || "<>&*_`~|[]\\#".Contains(c, StringComparison.Ordinal) ? ' ' : c);
        }

        return plain.ToString().Trim();
    }
}
