using System.Text;

namespace Tocsin.Conformance.Receivers.Secrets;

/// <summary>Finds secrets in what must not hold any. All of them begin with the same mark.</summary>
internal static class Leaks
{
    /// <summary>How every secret of the test begins.</summary>
    public const string Mark = "s3cr3t-";

    private const int Around = 200;

    // What Base64 makes of the mark, wherever in a group of three bytes it begins, without the letters that neighbours change.
    private static readonly string[] Needles =
    [
        Mark,
        .. Enumerable.Range(0, 3).Select(shift =>
        {
            string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', shift) + Mark));
            int first = shift == 0 ? 0 : shift + 1;
            int last = (shift + Mark.Length) * 8 / 6;
            return encoded[first..last];
        }),
    ];

    /// <summary>Every leak, each with what stands around it.</summary>
    /// <param name="places">What to search, by name.</param>
    public static IReadOnlyList<string> In(IEnumerable<KeyValuePair<string, string>> places) =>
    [
        .. from place in places
           from needle in Needles
           let at = place.Value.IndexOf(needle, StringComparison.Ordinal)
           where at >= 0
           select $"{place.Key}: ...{Excerpt(place.Value, at)}...",
    ];

    /// <summary>A text with all Base64 in it read, so that secrets in it are found.</summary>
    public static string Decoded(string text)
    {
        IEnumerable<string> words = text.Split([' ', '\n', '\r', '\t', '"', ',']);
        return text + string.Join('\n', words.Select(word =>
        {
            byte[] bytes = new byte[word.Length];
            return Convert.TryFromBase64String(word, bytes, out int length)
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : "";
        }));
    }

    private static string Excerpt(string text, int at) =>
        text[Math.Max(0, at - Around)..Math.Min(text.Length, at + Around)];
}
