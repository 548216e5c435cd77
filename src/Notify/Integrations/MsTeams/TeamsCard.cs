using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>Writes a card whose JSON is as small as Teams wants it.</summary>
internal static class TeamsCard
{
    // https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams: about 28 KB, and 413 above.
    private const int CardBytesMax = 28_000;

    // How much of the room for the text may be left over.
    private const int StepBytes = 64;

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
        ReadOnlyMemory<byte> whole = Write(rendering, text, write, CardBytesMax);
        if (whole.Length <= CardBytesMax)
        {
            return whole;
        }

        // A byte of text is one to six bytes of JSON, so the longest text that fits is searched for.
        int fits = 0;
        int tooLong = CardBytesMax;
        while (tooLong - fits > StepBytes)
        {
            int middle = (fits + tooLong) / 2;
            _ = Write(rendering, text, write, middle).Length <= CardBytesMax ? fits = middle : tooLong = middle;
        }

        return Write(rendering, text, write, fits);
    }

    // One line feed is no end of a line in Teams' Markdown.
    private static ReadOnlyMemory<byte> Write(
        Rendering rendering, string? text, Func<string, GoJsonWriter> write, int textBytesMax) =>
        write(new MessageBody(TextLimit.Bytes(textBytesMax).Fit) { LineBreak = "\n\n" }.Compose(rendering, text)).Written;
}
