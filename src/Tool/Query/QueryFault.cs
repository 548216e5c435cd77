using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Tool.Query;

/// <summary>Shows an error in an expression with the place under the line that it is in.</summary>
internal static partial class QueryFault
{
    /// <summary>The message for people.</summary>
    /// <param name="error">What the server said, such as <c>invalid parameter "query": 1:6: parse error: …</c>.</param>
    /// <param name="expression">What it was asked.</param>
    public static string Explain(string error, string expression)
    {
        Match match = Place().Match(error);
        if (!match.Success)
        {
            return error;
        }

        string[] lines = expression.Split('\n');
        int line = int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture);
        int column = int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture);
        string text = match.Groups["text"].Value;
        return line > lines.Length
            ? text
            : $"{text}\n\n  {lines[line - 1].Replace('\t', ' ')}\n  {new string(' ', Width(lines[line - 1], column - 1))}^";
    }

    // The server counts bytes; the caret stands below characters.
    private static int Width(string line, int bytes)
    {
        int characters = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            characters++;
        }

        return characters + Math.Max(bytes, 0);
    }

    [GeneratedRegex(
        "^invalid parameter \"query\": (?<line>[0-9]{1,6}):(?<column>[0-9]{1,6}): (?<text>.*)$", RegexOptions.Singleline)]
    private static partial Regex Place();
}
