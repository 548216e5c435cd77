using System.Text;
using Tocsin.Rules.UnitTests;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>Prints how rule tests went, in the shape that users of promtool know.</summary>
internal static class UnitTestPrinter
{
    /// <summary>Prints all files: what passed on the one stream, what failed on the other.</summary>
    public static void Print(IReadOnlyList<TestedFile> files, Terminal terminal)
    {
        foreach (TestedFile file in files)
        {
            terminal.Out.Write($"Unit Testing:  {file.Path}\n");
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
                Print(file, result, terminal);
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

    private static void Print(TestedFile file, UnitTestResult result, Terminal terminal)
    {
        foreach (UnitTestFailure failure in result.Failures)
        {
            string name = result.Test.Name.Length > 0 ? $"name: {result.Test.Name}, " : "";
            string text = Text(failure).Replace("\n", "\n    ", StringComparison.Ordinal);
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
