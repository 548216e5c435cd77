using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Notify.Http;
using Tocsin.Rules.Files;
using Tocsin.Rules.UnitTests;
using Tocsin.Server.Config;
using Tocsin.Server.Rules;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Reports;

namespace Tocsin.Tool.Rules;

/// <summary><c>tocsin test</c> and <c>promtool test rules</c>: unit tests of rules.</summary>
internal static class TestRulesCommand
{
    private const string Help = """
        Run unit tests of rules, in the format of promtool test rules.

        The rule files that a test names may be PrometheusRule manifests, too. Tests run beside each other and without
        a limit on samples. The exit code is 1 if a test fails or a file cannot be read.
        """;

    private static readonly ArgumentSpec Files =
        new("test-rule-file", "The unit test file.") { Kind = ValueKind.ExistingFileList, Required = true };

    private static readonly FlagSpec[] Shared =
    [
        new("run", "If set, will only run test groups whose names match the regular expression. Can be specified multiple times.")
        {
            Kind = ValueKind.TextList,
        },
        new("junit", "File path to store JUnit XML test results."),
        new("debug", "Enable unit test debugging.") { Kind = ValueKind.Switch },
        new("diff", "[Experimental] Print colored differential output between expected & received output.")
        {
            Kind = ValueKind.Switch,
        },
        RuleFlags.IgnoreUnknownFields,
    ];

    /// <summary>Describes <c>tocsin test</c>.</summary>
    public static CommandSpec Create() => new("test", Help)
    {
        Flags =
        [
            .. Shared,
            new("output", "How results are printed: text, json, junit or github")
            {
                Letter = 'o',
                Kind = ValueKind.Choice,
                Choices = ["text", "json", "junit", "github"],
                Default = ["text"],
            },
            RuleFlags.EnableFeature,
        ],
        Arguments = [Files],
        Run = (given, _) => RunAsync(given, given.Text("output")),
    };

    /// <summary>Describes <c>promtool test</c>.</summary>
    public static CommandSpec CreatePromtool() => new("test", "Unit testing.")
    {
        Commands =
        [
            new("rules", "Unit tests for rules.")
            {
                Flags = Shared,
                Arguments = [Files],
                Run = (given, _) => RunAsync(given, "text"),
            },
        ],
    };

    private static Task<int> RunAsync(Invocation given, string output)
    {
        Regex[] names = [.. given.List("run").Select(pattern => new Regex(pattern, RegexOptions.NonBacktracking))];
        TestedFile[] files = [.. given.List("test-rule-file").Select(path => Run(path, given, names))];
        Write(files, given, output);
        if (given.Text("junit") is { Length: > 0 } report)
        {
            File.WriteAllText(report, JunitReport.Write("", [.. files.Select(ToSuite)]));
        }

        return Task.FromResult(files.All(file => file.IsOk) ? 0 : 1);
    }

    private static TestedFile Run(string path, Invocation given, Regex[] names)
    {
        var disk = new DiskFileSource();
        if (disk.TryRead(path, out byte[] content) is { } error)
        {
            return new TestedFile(path, [error], []);
        }

        UnitTestReading reading = UnitTestReader.Read(path, content, given.IsOn("ignore-unknown-fields"));
        if (reading.Config is not { } config)
        {
            return new TestedFile(path, reading.Errors, []);
        }

        RuleFileOptions options = RuleFlags.Options(given) with { DefaultInterval = config.EvaluationInterval };
        string folder = Path.GetDirectoryName(path) ?? "";
        List<string> patterns = [.. config.RuleFiles.Select(file => ConfigPath.Join(folder, file))];
        foreach (string missing in patterns.Where(pattern => disk.Glob(pattern).Count == 0))
        {
            given.Terminal.Error.Write($"  WARNING: no file match pattern {missing}\n");
        }

        RuleFileResult rules = new RuleFileLoader(new RuleFileSource(disk)).Load(patterns, options);
        if (!rules.IsOk)
        {
            return new TestedFile(path, [.. rules.Faults.Select(fault => fault.ToString())], []);
        }

        var suite = new UnitTestSuite
        {
            Config = config,
            Groups = rules.Groups,
            Language = options.Parser,
            WantsSeries = given.IsOn("debug"),
        };
        UnitTestCase[] tests =
        [
            .. config.Tests.Where(test => names.Length == 0 || Array.Exists(names, name => name.IsMatch(test.Name))),
        ];
        var results = new ConcurrentDictionary<UnitTestCase, UnitTestResult>(ReferenceEqualityComparer.Instance);
        Parallel.ForEach(tests, test => results[test] = suite.Run(test, TimeProvider.System));
        return new TestedFile(path, [], [.. tests.Select(test => results[test])]);
    }

    private static void Write(TestedFile[] files, Invocation given, string output)
    {
        Terminal terminal = given.Terminal;
        switch (output)
        {
            case "json":
                terminal.Out.Write(Json.Compact(new JsonArray([.. files.Select(ToJson)])) + "\n");
                break;
            case "junit":
                terminal.Out.Write(JunitReport.Write("tocsin test", [.. files.Select(ToSuite)]));
                break;
            case "github":
                terminal.Out.Write(string.Concat(files.SelectMany(ToGithub)));
                break;
            default:
                UnitTestPrinter.Print(files, terminal, given.IsOn("diff"));
                break;
        }
    }

    private static JunitSuite ToSuite(TestedFile file) => new(
        file.Path,
        [
            .. file.Errors.Count > 0 ? [new JunitCase("file", file.Errors, [])] : Array.Empty<JunitCase>(),
            .. file.Results.Select((result, i) => new JunitCase(
                NameOf(result, i), [.. result.Failures.Select(UnitTestPrinter.Text)], [])),
        ]);

    private static IEnumerable<string> ToGithub(TestedFile file) =>
    [
        .. file.Errors.Select(error => GithubReport.Line("error", (file.Path, default), "rule tests", error) + "\n"),
        .. file.Results.SelectMany((result, i) => result.Failures.Select(failure => GithubReport.Line(
            "error", (file.Path, result.Test.At), NameOf(result, i), UnitTestPrinter.Text(failure)) + "\n")),
    ];

    private static JsonObject ToJson(TestedFile file) => new()
    {
        ["file"] = file.Path,
        ["passed"] = file.IsOk,
        ["errors"] = new JsonArray([.. file.Errors.Select(error => JsonValue.Create(error))]),
        ["tests"] = new JsonArray([.. file.Results.Select((result, i) => new JsonObject
        {
            ["name"] = NameOf(result, i),
            ["line"] = result.Test.At.Line,
            ["passed"] = result.IsOk,
            ["failures"] = new JsonArray([.. result.Failures.Select(failure => new JsonObject
            {
                ["subject"] = failure.Subject,
                ["expected"] = new JsonArray([.. failure.Expected.Select(text => JsonValue.Create(text))]),
                ["got"] = new JsonArray([.. failure.Got.Select(text => JsonValue.Create(text))]),
            })]),
        })]),
    };

    private static string NameOf(UnitTestResult result, int index) =>
        result.Test.Name.Length > 0 ? result.Test.Name : $"test {index + 1}";
}

/// <summary>A test file and how its tests went.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Errors">Why its tests could not run; empty if they could.</param>
/// <param name="Results">The tests that ran, in the order of the file.</param>
internal sealed record TestedFile(string Path, IReadOnlyList<string> Errors, IReadOnlyList<UnitTestResult> Results)
{
    /// <summary>True if all ran and passed.</summary>
    public bool IsOk => Errors.Count == 0 && Results.All(result => result.IsOk);
}
