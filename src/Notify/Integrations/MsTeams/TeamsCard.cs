using System.Text;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>Writes a card whose JSON is as small as Teams wants it.</summary>
internal static class TeamsCard
{
    // https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams: about 28 KB, and 413 above.
    private const int CardBytesMax = 28_000;

    // Teams shows far less of them; with this bound there is always room for the text.
    private const int TitleRunesMax = 1024;

    /// <summary>A title or summary, cut.</summary>
    public static string Title(string text) => Truncation.InRunes(text, TitleRunesMax);

    /// <summary>Writes the card with as much of the text as fits.</summary>
    /// <param name="rendering">The attempt, all other fields rendered.</param>
    /// <param name="text">What the template of the text gave; null if it failed.</param>
    /// <param name="write">Writes the card with a text.</param>
    public static ReadOnlyMemory<byte> Write(Rendering rendering, string? text, Func<string, GoJsonWriter> write)
    {
        int max = CardBytesMax;
        while (true)
        {
            // One line feed is no end of a line in Teams' Markdown.
            string body = new MessageBody(TextLimit.Bytes(max).Fit) { LineBreak = "\n\n" }.Compose(rendering, text);
            ReadOnlyMemory<byte> card = write(body).Written;
            int over = card.Length - CardBytesMax;
            if (over <= 0)
            {
                return card;
            }

            // A byte of text is at least a byte of JSON, so this ends, mostly at the second turn.
            max = Math.Min(max, Encoding.UTF8.GetByteCount(body)) - over;
        }
    }
}
