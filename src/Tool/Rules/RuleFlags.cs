using System.Collections.Immutable;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Files;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>The flags that commands on rule files share.</summary>
// Source: promtool check rules: their names, values, defaults and help.
internal static class RuleFlags
{
    /// <summary>Which lints run.</summary>
    public static FlagSpec Lint(string byDefault, IEnumerable<string> names) => new(
        "lint",
        $"Linting checks to apply. Available options are: all, {string.Join(", ", names)}, none. "
            + "Use --lint=none to disable linting")
    {
        Default = [byDefault],
    };

    /// <summary>Whether lints decide on the exit code.</summary>
    public static FlagSpec LintFatal { get; } =
        new("lint-fatal", "Make lint errors exit with exit code 3.") { Kind = ValueKind.Switch };

    /// <summary>Whether unknown keys pass.</summary>
    public static FlagSpec IgnoreUnknownFields { get; } = new(
        "ignore-unknown-fields",
        "Ignore unknown fields in the rule files. This is useful when you want to extend rule files with custom "
            + "metadata. Ensure that those fields are removed before loading them into the Prometheus server as it "
            + "performs strict checks by default.")
    {
        Kind = ValueKind.Switch,
    };

    /// <summary>Which experimental parts of the language are allowed.</summary>
    public static FlagSpec EnableFeature { get; } = new(
        "enable-feature",
        "Comma separated feature names to enable. Valid options: promql-experimental-functions, "
            + "promql-delayed-name-removal, promql-extended-range-selectors, promql-binop-fill-modifiers.")
    {
        Kind = ValueKind.TextList,
        PlaceHolder = "...",
    };

    /// <summary>The files.</summary>
    public static ArgumentSpec Files { get; } =
        new("rule-files", "The rule files to check, default is read from standard input.")
        {
            Kind = ValueKind.ExistingFileList,
        };

    /// <summary>How files are read.</summary>
    public static RuleFileOptions Options(Invocation given)
    {
        HashSet<string> features =
            [.. given.List("enable-feature").SelectMany(list => list.Split(',')).Where(name => name.Length > 0)];
        ParserOptions parser = ParserOptions.Default with
        {
            AllowExperimentalFunctions = features.Remove("promql-experimental-functions"),
            AllowExtendedRangeSelectors = features.Remove("promql-extended-range-selectors"),
            AllowFillModifiers = features.Remove("promql-binop-fill-modifiers"),
        };
        features.Remove("promql-delayed-name-removal");
        foreach (string unknown in features)
        {
            given.Terminal.Error.Write($"  WARNING: Unknown feature passed to --enable-feature: {unknown}\n");
        }

        return new RuleFileOptions { Parser = parser, IgnoreUnknownFields = given.IsOn("ignore-unknown-fields") };
    }

    /// <summary>The lints that the flag names, of those there are.</summary>
    // Source: promtool, newRulesLintConfig: "all" and "none" hold wherever they stand in the list, the first one wins.
    public static ImmutableHashSet<string> Lints(Invocation given, IEnumerable<string> known)
    {
        ImmutableHashSet<string> all = [.. known];
        ImmutableHashSet<string> chosen = [];
        foreach (string name in given.Text("lint").Split(','))
        {
            switch (name)
            {
                case "all":
                    return all;
                case "none":
                    return [];
                case var lint when all.Contains(lint):
                    chosen = chosen.Add(lint);
                    break;
                default:
                    given.Terminal.Error.Write($"WARNING: unknown lint option: \"{name}\"\n");
                    break;
            }
        }

        return chosen;
    }
}
