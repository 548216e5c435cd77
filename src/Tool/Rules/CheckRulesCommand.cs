using System.Text.Json.Nodes;
using Tocsin.Rules.Files.Lints;
using Tocsin.Server.Config;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.Check;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Reports;

namespace Tocsin.Tool.Rules;

/// <summary><c>tocsin check rules</c>: everything that is wrong or doubtful in rule files, with the place.</summary>
internal static class CheckRulesCommand
{
    private const int LintExitCode = 3;

    private const string Help = """
        Check rule files and say all that is wrong or doubtful, not only the first thing.

        Rule files of Prometheus, PrometheusRule manifests, Lists of them and ConfigMaps are read. What loading refuses
        is an error, what a lint finds is a warning. The exit code is 1 if there is an error, 3 if a lint found something
        and --lint-fatal is given, else 0, as promtool's.
        """;

    private static readonly string[] LintNames = [.. RuleLints.All.Select(lint => lint.Name)];

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("rules", Help)
    {
        Flags =
        [
            new("output", "How findings are printed: text, json, junit or github")
            {
                Letter = 'o',
                Kind = ValueKind.Choice,
                Choices = ["text", "json", "junit", "github"],
                Default = ["text"],
            },
            RuleFlags.Lint("all", LintNames), RuleFlags.LintFatal, RuleFlags.IgnoreUnknownFields, RuleFlags.EnableFeature,
            new("evaluation-interval", "The interval of groups that name none, for lints that compare with it.")
            {
                Kind = ValueKind.Duration,
            },
            new("scrape-interval", "How far samples are apart, for lints that compare with it.")
            {
                Kind = ValueKind.Duration,
            },
        ],
        Arguments = [RuleFlags.Files],
        Run = RunAsync,
    };

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        var lints = new RuleLintOptions
        {
            Names = RuleFlags.Lints(given, LintNames),
            EvaluationInterval = given.WasGiven("evaluation-interval") ? given.Duration("evaluation-interval") : null,
            ScrapeInterval = given.WasGiven("scrape-interval") ? given.Duration("scrape-interval") : null,
        };
        CheckedRules[] files = [.. CheckedRules.Read(given, RuleFlags.Options(given), lints)];
        bool lintsCount = given.IsOn("lint-fatal");
        given.Terminal.Out.Write(given.Text("output") switch
        {
            "json" => Json.Compact(new JsonArray([.. files.Select(ToJson)])) + "\n",
            "junit" => JunitReport.Write("tocsin check rules", [.. files.Select(file => ToSuite(file, lintsCount))]),
            "github" => string.Concat(files.SelectMany(ToGithub)),
            _ => "",
        });
        if (given.Text("output") == "text")
        {
            Print(files, given.Terminal);
        }

        return Task.FromResult(
            files.Any(file => !file.Result.IsOk) ? 1
            : lintsCount && files.Any(file => file.Lints.Count > 0) ? LintExitCode
            : 0);
    }

    private static void Print(CheckedRules[] files, Terminal terminal)
    {
        var printer = new FindingPrinter(terminal);
        foreach (CheckedRules file in files)
        {
            ConfigDiagnostic[] findings =
            [
                .. file.Findings.Select(f => new ConfigDiagnostic(f.Severity, f.Fault.File, f.Fault.At, "", f.Text)
                {
                    Hint = f.Fault.Hint,
                }),
            ];
            string contents = file.Rules == 1 ? "1 rule" : $"{file.Rules} rules";
            printer.Print(new CheckedFile(file.Path, file.Result.IsOk, findings), file.Result.IsOk ? contents : null);
        }
    }

    private static IEnumerable<string> ToGithub(CheckedRules file) => file.Findings.Select(found => GithubReport.Line(
        found.Severity == Severity.Error ? "error" : "warning",
        (found.Fault.File, found.Fault.At),
        found.Lint ?? "rules",
        found.Fault.Hint is { } hint ? $"{found.Fault.Message}\nhint: {hint}" : found.Fault.Message) + "\n");

    // A case for each group, and one for what is in none.
    private static JunitSuite ToSuite(CheckedRules file, bool lintsCount)
    {
        IEnumerable<string> groups = file.Result.Groups.Select(group => group.Name)
            .Concat(file.Findings.Select(found => found.Fault.Group).OfType<string>())
            .Distinct(StringComparer.Ordinal);
        ILookup<string?, RuleFinding> found = file.Findings.ToLookup(finding => finding.Fault.Group);
        return new JunitSuite(
            file.Path,
            [ToCase("file", found[null], lintsCount), .. groups.Select(group => ToCase(group, found[group], lintsCount))]);
    }

    private static JunitCase ToCase(string name, IEnumerable<RuleFinding> findings, bool lintsCount)
    {
        ILookup<bool, string> texts = findings.ToLookup(
            found => found.Severity == Severity.Error || (lintsCount && found.Lint is not null),
            found => $"{found.Fault.File}:{found.Fault.At}: {found.Text}");
        return new JunitCase(name, [.. texts[true]], [.. texts[false]]);
    }

    private static JsonObject ToJson(CheckedRules file) => new()
    {
        ["file"] = file.Path,
        ["accepted"] = file.Result.IsOk,
        ["groups"] = file.Result.Groups.Length,
        ["rules"] = file.Rules,
        ["findings"] = new JsonArray([.. file.Findings.Select(ToJson)]),
    };

    private static JsonObject ToJson(RuleFinding found) => new()
    {
        ["severity"] = found.Severity.ToString().ToLowerInvariant(),
        ["lint"] = found.Lint,
        ["file"] = found.Fault.File,
        ["line"] = found.Fault.At.Line,
        ["column"] = found.Fault.At.Column,
        ["group"] = found.Fault.Group,
        ["rule"] = found.Fault.Rule,
        ["name"] = found.Fault.RuleName,
        ["key"] = found.Fault.Key,
        ["message"] = found.Fault.Text,
        ["hint"] = found.Fault.Hint,
    };
}
