using Tocsin.Model.Seams;

namespace Tocsin.Notify.Messages;

/// <summary>
/// Tells people that a message may have come before, where the receiver has no key by which it would know: an earlier
/// attempt ended without an answer. A message in another receiver's place is labelled as such too.
/// </summary>
internal static class RepeatLabel
{
    private const string Label = "[REPEAT]";

    /// <summary>The title, or the text of a message without title, with the label before it if it is a repeat.</summary>
    public static string On(string text, Notification notification)
    {
        string labelled = FallbackLabel.On(text, notification);
        return !notification.IsRepeat ? labelled : labelled.Length == 0 ? Label : $"{Label} {labelled}";
    }

    /// <summary>What stands before a text that is never empty: the label and a space, or nothing.</summary>
    public static string Before(Notification notification) =>
        (notification.IsRepeat ? Label + " " : "") + FallbackLabel.Before(notification);
}
