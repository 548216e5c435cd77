using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.Rules.Files;
using Tocsin.Rules.UnitTests;
using Tocsin.Server.Hosting;
using Tocsin.TestKit.BlackBox;
using Tocsin.Tool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Conformance.Rules;

/// <summary>
/// What our rule tests come to is written down as what is expected, and the real promtool is asked whether it agrees: over
/// random rules, series and instants, so that pending, firing and kept alerts, order and staleness all take part.
/// </summary>
public sealed class RuleTestDuels : IDisposable
{
    private const int TestsPerFile = 6;
    private static readonly string[] AlertNames = ["Quick", "Patient", "Kept", "FromRecord", "FromAlerts", "None"];
    private static readonly string[] Expressions =
        ["count by (alertname, alertstate) (ALERTS)", "job:load:before", "ALERTS_FOR_STATE", "sum(load)"];

    private readonly string _folder = Repository.NewTemporaryFolder("rule-tests");

    [Fact]
    public async Task Promtool_expects_what_our_tests_give()
    {
        List<string> faults = [];
        int assertions = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            (string file, int count) = await WriteAsync(seed);
            assertions += count;
            ProgramResult result = await ChildProcess.RunAsync(Needs.Peer("promtool"), "test", "rules", file);
            if (result.ExitCode != 0)
            {
                faults.Add($"seed {seed}:\n{result.Output}{result.Errors}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(assertions >= 200, $"only {assertions} assertions");
    }

    [Fact]
    public async Task Promtool_refuses_what_our_tests_refuse()
    {
        (string file, _) = await WriteAsync(99);
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        foreach ((string from, string to) in Spoiled)
        {
            string spoiled = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, spoiled);
            await File.WriteAllTextAsync(file, spoiled, TestContext.Current.CancellationToken);
            ProgramResult theirs = await ChildProcess.RunAsync(Needs.Peer("promtool"), "test", "rules", file);
            (int code, string said) = await RunAsync(["test", "rules", file]);
            Assert.True(theirs.ExitCode == code, $"{to}\n{theirs.Errors}\n{said}");
            Assert.Equal(1, code);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static readonly (string From, string To)[] Spoiled =
    [
        ("\"alertname\":\"Kept\"", "\"alertname\":\"\""),
        ("\"eval_time\"", "\"evaltime\""),
        ("\"evaluation_interval\":\"1m\"", "\"evaluation_interval\":\"1 minute\""),
        ("\"group_eval_order\":[\"late\"]", "\"group_eval_order\":[\"late\",\"late\"]"),
        ("\"rule_files\":[\"rules-99.yml\"]", "\"rule_files\":\"rules-99.yml\""),
        ("\"values\":\"", "\"values\":\"0+x"),
        ("\"expr\":\"count", "\"expr\":\"count)"),
        ("\"input_series\":[{\"series\":\"load", "\"input_series\":[{\"series\":\"load{"),
    ];

    private const string Rules = """
        groups:
        - name: early
          interval: 30s
          rules:
          - record: job:load:max
            expr: max by (job) (load)
          - alert: Quick
            expr: load > 70
            labels: {severity: '{{ if gt $value 90.0 }}page{{ else }}ticket{{ end }}', instance: 'x-{{ $labels.instance }}', gone: ''}
            annotations: {summary: 'load of {{ $labels.job }} is {{ $value | humanize }}', job: '{{ .Labels.job }}'}
          - alert: Patient
            expr: load > 40
            for: 3m
            annotations: {n: '{{ with query "count(load)" }}{{ . | first | value }}{{ end }}'}
          - alert: Kept
            expr: load > 60
            for: 1m
            keep_firing_for: 4m
        - name: late
          query_offset: 1m
          rules:
          - alert: FromRecord
            expr: job:load:max > 50
            for: 2m
          - alert: FromAlerts
            expr: count by (job) (ALERTS{alertstate="firing", alertname!="FromAlerts"}) > 1
          - record: job:load:before
            expr: job:load:max offset 2m
        """;

    private static async Task<(int Code, string Said)> RunAsync(string[] line)
    {
        var said = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { Out = said, Error = said, OpenInput = () => Stream.Null };
        int code = await Entry.RunAsync(
            "promtool", line, terminal, (ServeOptions _, CancellationToken _) => Task.FromResult(99));
        return (code, said.ToString());
    }

    private async Task<(string File, int Assertions)> WriteAsync(int seed)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(_folder, $"rules-{seed}.yml"), Rules, cancellation);
        var random = new Random(seed);
        var file = new JsonObject
        {
            ["rule_files"] = new JsonArray($"rules-{seed}.yml"),
            ["evaluation_interval"] = "1m",
            ["group_eval_order"] = seed % 2 == 0 ? new JsonArray("early", "late") : new JsonArray("late"),
            ["fuzzy_compare"] = true,
        };
        file["tests"] = new JsonArray([.. Enumerable.Range(0, TestsPerFile).Select(_ => Test(random))]);
        int assertions = Expect(file);
        string path = Path.Combine(_folder, $"test-{seed}.yml");
        await File.WriteAllTextAsync(path, file.ToJsonString(), cancellation);
        return (path, assertions);
    }

    private static JsonObject Test(Random random) => new()
    {
        ["interval"] = random.Next(3) == 0 ? "30s" : "1m",
        ["input_series"] = new JsonArray([.. Enumerable.Range(0, 3).Select(i => new JsonObject
        {
            ["series"] = $"load{{job=\"{(i == 2 ? "b" : "a")}\", instance=\"i{i}\"}}",
            ["values"] = Values(random),
        })]),
        ["alert_rule_test"] = new JsonArray([.. from name in AlertNames
            select new JsonObject { ["eval_time"] = $"{random.Next(1, 1500)}s", ["alertname"] = name, ["exp_alerts"] = new JsonArray() }]),
        ["promql_expr_test"] = new JsonArray([.. from expr in Expressions
            select new JsonObject { ["eval_time"] = $"{random.Next(1, 25)}m", ["expr"] = expr, ["exp_samples"] = new JsonArray() }]),
    };

    private static string Values(Random random) => string.Join(' ', Enumerable.Range(0, 8).Select(_ => random.Next(10) switch
    {
        0 => "_x2",
        1 => "stale",
        < 6 => $"{random.Next(100)}x{random.Next(5)}",
        _ => $"{random.Next(100)}+{random.Next(10)}x{random.Next(4)}",
    }));

    // Nothing is expected at first; what fails then is what there is.
    private static int Expect(JsonObject file)
    {
        UnitTestConfig config = UnitTestReader.Read("t", System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), false).Config!;
        RuleFileResult rules = RuleFileReader.Read("r", System.Text.Encoding.UTF8.GetBytes(Rules), new RuleFileOptions());
        var suite = new UnitTestSuite { Config = config, Groups = rules.Groups };
        int assertions = 0;
        for (int i = 0; i < config.Tests.Count; i++)
        {
            UnitTestResult result = suite.Run(config.Tests[i], TimeProvider.System);
            JsonNode test = file["tests"]![i]!;
            foreach (UnitTestFailure failure in result.Failures)
            {
                Fill(test, failure);
            }

            assertions += config.Tests[i].AlertTests.Count + config.Tests[i].ExpressionTests.Count;
        }

        return assertions;
    }

    private static void Fill(JsonNode test, UnitTestFailure failure)
    {
        bool isAlert = failure.Subject.StartsWith("alertname", StringComparison.Ordinal);
        Assert.True(isAlert || failure.Subject.StartsWith("expr: ", StringComparison.Ordinal), failure.Subject);
        JsonNode place = test[isAlert ? "alert_rule_test" : "promql_expr_test"]!.AsArray().First(one =>
            failure.Subject.StartsWith(
                isAlert ? $"alertname: {one!["alertname"]}," : $"expr: \"{one!["expr"]}\",", StringComparison.Ordinal))!;
        place[isAlert ? "exp_alerts" : "exp_samples"] =
            new JsonArray([.. failure.Got.Select(got => isAlert ? Alert(got) : Sample(got))]);
    }

    private static JsonObject Alert(string got)
    {
        int texts = got.IndexOf(" Annotations:", StringComparison.Ordinal);
        JsonObject labels = Pairs(got["Labels:".Length..texts]);
        labels.Remove("alertname");
        return new JsonObject { ["exp_labels"] = labels, ["exp_annotations"] = Pairs(got[(texts + " Annotations:".Length)..]) };
    }

    private static JsonObject Sample(string got)
    {
        int value = got.LastIndexOf(' ');
        return new JsonObject
        {
            ["labels"] = got[..value],
            ["value"] = double.Parse(got[(value + 1)..], CultureInfo.InvariantCulture),
        };
    }

    private static JsonObject Pairs(string text)
    {
        Assert.True(SeriesNotationParser.TryParse($"{text} _", out NotedSeries? noted, out string? error), error);
        var pairs = new JsonObject();
        foreach (LabelSet.Label label in noted!.Labels)
        {
            pairs[label.NameText] = label.ValueText;
        }

        return pairs;
    }
}
