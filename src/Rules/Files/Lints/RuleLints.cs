using System.Collections.Immutable;

namespace Tocsin.Rules.Files.Lints;

/// <summary>The lints of rule files. They only warn: nothing of what they find keeps a file from being used.</summary>
public static class RuleLints
{
    /// <summary>All lints.</summary>
    public static ImmutableArray<RuleLint> All { get; } =
    [
        DuplicateRulesLint.Lint, ExpressionTypeLint.Lint, ComparisonLint.Lint, ForIntervalLint.Lint, RateRangeLint.Lint,
        DroppedLabelLint.Lint, GroupLabelLint.Lint,
    ];

    /// <summary>Looks at the rules of a file that has no faults.</summary>
    public static ImmutableArray<RuleLintFinding> Run(RuleFileResult file, RuleLintOptions options)
    {
        List<RuleLintFinding> findings = [];
        foreach (RuleLint lint in All)
        {
            if (options.Names is { } names && !names.Contains(lint.Name))
            {
                continue;
            }

            findings.AddRange(lint.OnFile?.Invoke(lint, file.Sources) ?? []);
            if (lint.OnRule is { } look)
            {
                LookAtEach(look, file, options, findings);
            }
        }

        return [.. findings.OrderBy(f => f.Fault.At.Line).ThenBy(f => f.Fault.At.Column)];
    }

    private static void LookAtEach(
        Action<RuleLintSubject> look, RuleFileResult file, RuleLintOptions options, List<RuleLintFinding> findings)
    {
        foreach (ReadGroup group in file.Sources)
        {
            for (int rule = 0; rule < group.Config.Rules.Count; rule++)
            {
                look(new RuleLintSubject(group, rule, options, findings));
            }
        }
    }
}
