using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Rules.Files;
using Tocsin.Rules.Files.Lints;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary><c>promtool check rules</c>: its flags, its lint, its words and its exit codes.</summary>
// Source: promtool main, CheckRules, checkRules and checkRuleGroups.
internal static class PromtoolCheckRules
{
    /// <summary>What only lints found, if they are to count.</summary>
    public const int LintExitCode = 3;

    /// <summary>The lints there are.</summary>
    public static readonly string[] LintNames = [DuplicateRulesLint.Lint.Name];

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("rules", "Check if the rule files are valid or not.")
    {
        Flags = [RuleFlags.Lint(LintNames[0], LintNames), RuleFlags.LintFatal, RuleFlags.IgnoreUnknownFields],
        Arguments = [RuleFlags.Files],
        Run = RunAsync,
    };

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        var lints = new RuleLintOptions { Names = RuleFlags.Lints(given, LintNames) };
        RuleFileOptions options = RuleFlags.Options(given) with { RuleFilesOnly = true };
        bool failed = false;
        bool doubtful = false;
        foreach (CheckedRules file in CheckedRules.Read(given, options, lints))
        {
            Print(file, given.Terminal);
            failed |= !file.Result.IsOk;
            doubtful |= file.Lints.Count > 0;
        }

        return Task.FromResult(failed ? 1 : doubtful && given.IsOn("lint-fatal") ? LintExitCode : 0);
    }

    /// <summary>Tells of one file in the words of promtool.</summary>
    public static void Print(CheckedRules file, Terminal terminal)
    {
        terminal.Out.Write($"Checking {file.Path}\n");
        if (!file.Result.IsOk)
        {
            // So that both streams on one screen are in order.
            terminal.Out.Flush();
            terminal.Error.Write("  FAILED:\n" + string.Concat(file.Result.Faults.Select(fault => Line(file, fault))));
            return;
        }

        if (file.Lints.Count == 0)
        {
            terminal.Out.Write($"  SUCCESS: {file.Rules} rules found\n");
        }
        else
        {
            terminal.Out.Flush();
            terminal.Error.Write("  FAILED:\n" + Duplicates(file.Result));
        }

        terminal.Out.Write("\n");
    }

    private static string Line(CheckedRules file, RuleFileFault fault)
    {
        string place = fault.At.IsUnknown ? "" : $"{fault.At}: ";
        return file.Path == CheckedRules.Input ? $"{place}{fault.Message}\n" : $"{fault.File}: {place}{fault.Message}\n";
    }

    private static string Duplicates(RuleFileResult result)
    {
        IReadOnlyList<(string Name, LabelSet Labels)> duplicates = DuplicateRulesLint.Find(result);
        var text = new StringBuilder($"lint error {duplicates.Count} duplicate rule(s) found.\n");
        foreach ((string name, LabelSet labels) in duplicates)
        {
            text.Append("Metric: ").Append(name).Append("\nLabel(s):\n");
            foreach (LabelSet.Label label in labels)
            {
                text.Append('\t').Append(label.NameText).Append(": ").Append(label.ValueText).Append('\n');
            }
        }

        return text.Append("Might cause inconsistency while recording expressions\n").ToString();
    }
}
