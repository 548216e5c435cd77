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
    public void Print(string path, LoadResult result)
    {
        foreach (ConfigDiagnostic finding in result.Errors.Concat(result.Warnings))
        {
            Print(finding);
        }

        string warnings = result.Warnings.Count == 0 ? "" : $", {Count(result.Warnings.Count, "warning")}";
        _out.Write(result.Config is null
            ? $"{path}: {Paint(Red, "refused")}, {Count(result.Errors.Count, "error")}{warnings}\n"
            : $"{path}: {Paint(Green, "accepted")}{warnings}\n");
    }

    private void Print(ConfigDiagnostic finding)
    {
        string place = finding.At.IsUnknown ? finding.File : $"{finding.File}:{finding.At.Line}:{finding.At.Column}";
        string word = finding.Severity switch
        {
            Severity.Error => Paint(Red, "error"),
            Severity.Warning => Paint(Yellow, "warning"),
            _ => "note",
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
