namespace Tocsin.Notify.Messages;

/// <summary>Brings a text to the length that a receiver takes.</summary>
/// <param name="text">The text, which may be cut.</param>
/// <param name="note">What is to stand behind it if it is cut.</param>
/// <param name="tail">What stands at the end in any case, and is not cut.</param>
internal delegate string TextFit(string text, string note, string tail);

/// <summary>
/// The text of a message to people: what the template gave, or the plain message in its place, with all that people must
/// know besides: that a template failed, that it was cut. Never blank if a template failed. Immutable.
/// </summary>
/// <param name="fit">Brings it to its length.</param>
internal sealed class MessageBody(TextFit fit)
{
    /// <summary>Stands in a message that was too long for the receiver.</summary>
    public const string CutNote = "(cut here: too long for one message)";

    private const int ErrorRunesMax = 500;

    /// <summary>What ends a line in the receiver's markup.</summary>
    public string LineBreak { get; init; } = "\n";

    /// <summary>Makes a text that the template did not write safe within the receiver's markup.</summary>
    public Func<string, string> Escape { get; init; } = static text => text;

    /// <summary>For a receiver whose texts upstream cuts too: at most so many runes, and no note but an ellipsis.</summary>
    /// <param name="runesMax">What the receiver takes.</param>
    /// <param name="escape">Makes plain text safe in the receiver's markup; null for plain text.</param>
    public static MessageBody InRunes(int runesMax, Func<string, string>? escape = null) =>
        new((text, _, tail) => Truncation.InRunes(text, runesMax - tail.Length) + tail)
        {
            Escape = escape ?? (static text => text),
        };

    /// <summary>Makes the text. To be called last, when all other fields are rendered and any error is known.</summary>
    /// <param name="rendering">The attempt.</param>
    /// <param name="text">What the template gave; null if it failed.</param>
    public string Compose(Rendering rendering, string? text) => Compose(rendering, text, "");

    /// <summary>As the other one, for a message that is nothing but this text: it is never blank, and a repeat says so.</summary>
    /// <param name="rendering">The attempt.</param>
    /// <param name="text">What the template gave; null if it failed.</param>
    /// <param name="field">The key of the template.</param>
    public string ComposeAlone(Rendering rendering, string? text, string field)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            rendering.Note($"{field}: the template gives an empty text");
        }

        return Compose(rendering, text, Escape(RepeatLabel.Before(rendering.Context.Notification)));
    }

    private string Compose(Rendering rendering, string? text, string label)
    {
        string note = LineBreak + Escape(CutNote);
        if (rendering.Error is not { } error)
        {
            return fit(label + text, note, "");
        }

        return string.IsNullOrWhiteSpace(text)
            ? fit(label + Plain(FallbackMessage.Text(rendering.Context.Notification, error)), note, "")
            : fit(label + text, note, LineBreak + Escape($"(a template failed: {Truncation.InRunes(error, ErrorRunesMax)})"));
    }

    private string Plain(string text) => Escape(text.TrimEnd('\n')).Replace("\n", LineBreak, StringComparison.Ordinal);
}
