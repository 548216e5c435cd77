using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.PromQL.Tests.Corpus;

/// <summary>The expressions of upstream's test scripts.</summary>
internal static partial class ScriptLines
{
    /// <summary>Every expression with its file and line.</summary>
    public static IReadOnlyList<(string Place, string Text)> Expressions()
    {
        string folder = Path.Combine(Repository.Conformance, "promqltest");
        return
        [
            .. from file in Directory.EnumerateFiles(Needs.Present(folder, "upstream's scripts"), "*.test")
               from line in File.ReadLines(file).Select((text, index) => (Text: text.Trim(), Number: index + 1))
               let match = Evaluation().Match(line.Text)
               where match.Success
               select ($"{Path.GetFileName(file)}:{line.Number}", match.Groups["text"].Value),
        ];
    }

    [GeneratedRegex(@"^eval\w*\s+(instant\s+at\s+\S+|range\s+from\s+\S+\s+to\s+\S+\s+step\s+\S+)\s+(?<text>.*)$")]
    private static partial Regex Evaluation();
}
