using System.Text;
using Tocsin.Rules.UnitTests;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>Prints how rule tests went, in the shape that users of promtool know.</summary>
internal static class UnitTestPrinter
{
    private const string Red = "\u001b[31m";
    private const string Green = "\u001b[32m";
    private const string Plain = "\u001b[0m";

    /// <summary>Prints all files: what passed on the one stream, what failed on the other.</summary>
    /// <param name="files">How they went.</param>
    /// <param name="terminal">The streams.</param>
    /// <param name="asDiff">Print by what a result differs, instead of both whole.</param>
    public static void Print(IReadOnlyList<TestedFile> files, Terminal terminal, bool asDiff)
    {
        foreach (TestedFile file in files)
        {
            terminal.Out.Write($"Unit Testing:  {file.Path}\n");
            foreach (UnitTestResult result in file.Results.Where(result => result.Series.Count > 0))
            {
                PrintSeries(result, terminal);
            }

            if (file.IsOk)
            {
                terminal.Out.Write("  SUCCESS\n\n");
                continue;
            }

            // So that both streams on one screen are in order.
            terminal.Out.Flush();
            terminal.Error.Write("  FAILED:\n");
            foreach (string error in file.Errors)
            {
                terminal.Error.Write($"  {error}\n");
            }

            foreach (UnitTestResult result in file.Results)
            {
                Print(file, result, terminal, asDiff);
            }

            terminal.Error.Write("\n");
        }
    }

    /// <summary>A failure on several lines.</summary>
    public static string Text(UnitTestFailure failure)
    {
        var text = new StringBuilder(failure.Subject);
        if (failure.Expected.Count + failure.Got.Count > 0)
        {
            Append(text, "exp", failure.Expected);
            Append(text, "got", failure.Got);
        }

        return text.ToString();
    }

    /// <summary>A failure on several lines: what was expected alone, what came alone, and what is alike.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="colors">The signs are coloured, too.</param>
    public static string Diff(UnitTestFailure failure, bool colors)
    {
        var text = new StringBuilder(failure.Subject);
        List<string> got = [.. failure.Got];
        foreach (string element in failure.Expected)
        {
            bool isThere = got.Remove(element);
            text.Append(isThere ? $"\n      {element}" : Painted($"\n    - {element}", Red, colors));
        }

        got.ForEach(element => text.Append(Painted($"\n    + {element}", Green, colors)));
        return text.ToString();
    }

    private static string Painted(string text, string color, bool colors) => colors ? $"{color}{text}{Plain}" : text;

    // Source: promtool test rules --debug: all series at the end, and their samples with milliseconds.
    private static void PrintSeries(UnitTestResult result, Terminal terminal)
    {
        terminal.Out.Write($"DEBUG: Dump of all data (input_series and rules) of test {result.Test.Name}:\n");
        foreach (TestedSeries series in result.Series)
        {
            terminal.Out.Write($"{series.Labels} =>\n");
            foreach ((long at, string value) in series.Samples)
            {
                terminal.Out.Write($"{value} @[{at}]\n");
            }
        }
    }

    private static void Print(TestedFile file, UnitTestResult result, Terminal terminal, bool asDiff)
    {
        foreach (UnitTestFailure failure in result.Failures)
        {
            string name = result.Test.Name.Length > 0 ? $"name: {result.Test.Name}, " : "";
            string told = asDiff ? Diff(failure, terminal.OutputIsTerminal) : Text(failure);
            string text = told.Replace("\n", "\n    ", StringComparison.Ordinal);
            terminal.Error.Write($"    {file.Path}:{result.Test.At}: {name}{text}\n");
        }
    }

    private static void Append(StringBuilder text, string word, IReadOnlyList<string> elements)
    {
        text.Append("\n    ").Append(word).Append(elements.Count == 0 ? ": nothing" : ":");
        foreach (string element in elements)
        {
            text.Append("\n        ").Append(element);
        }
    }
}
