using Tocsin.Server.Config;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Check;

/// <summary>Prints findings as compilers do, so that editors can jump to them; with colours on a screen only.</summary>
internal sealed class FindingPrinter
{
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Green = "\u001b[32m";
    private const string Plain = "\u001b[0m";
    private readonly TextWriter _out;
    private readonly bool _colours;

    public FindingPrinter(Terminal terminal)
    {
        _out = terminal.Out;

        // https://no-color.org
        _colours = terminal.OutputIsTerminal && string.IsNullOrEmpty(terminal.Environment("NO_COLOR"));
    }

    /// <summary>Prints what was found in one file, and a line to close it.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="contents">What is in the file, for the last line; null for nothing worth saying.</param>
    public void Print(CheckedFile result, string? contents = null)
    {
        foreach (ConfigDiagnostic finding in result.Findings)
        {
            Print(finding);
        }

        string verdict = !result.IsLoadable
            ? Paint(Red, "refused")
            : result.HasErrors ? Paint(Red, "accepted, but it does not work") : Paint(Green, "accepted");
        IEnumerable<string> counts = result.Findings.GroupBy(f => f.Severity)
            .OrderByDescending(g => g.Key)
            .Select(g => Count(g.Count(), Word(g.Key)));
        IEnumerable<string> parts = contents is null ? counts : counts.Prepend(contents);
        _out.Write($"{string.Join(", ", parts.Prepend($"{result.Path}: {verdict}"))}\n");
    }

    private static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private void Print(ConfigDiagnostic finding)
    {
        string place = finding.At.IsUnknown ? finding.File : $"{finding.File}:{finding.At.Line}:{finding.At.Column}";
        string word = finding.Severity switch
        {
            Severity.Error => Paint(Red, Word(finding.Severity)),
            Severity.Warning => Paint(Yellow, Word(finding.Severity)),
            _ => Word(finding.Severity),
        };
        string key = finding.Key.Length == 0 ? "" : $"{finding.Key}: ";
        _out.Write($"{place}: {word}: {key}{finding.Text.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
        if (finding.Hint is { Length: > 0 } hint)
        {
            _out.Write($"    hint: {hint}\n");
        }
    }

    private string Paint(string colour, string text) => _colours ? colour + text + Plain : text;

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
