using System.Text.Json.Nodes;
using System.Xml.Linq;
using Tocsin.Server.Hosting;

namespace Tocsin.Tool.Tests.Rules;

public sealed class CheckRulesTests : IDisposable
{
    private const string Good = "groups: [{name: g, rules: [{record: a, expr: up}, {alert: B, expr: up == 0}]}]";
    private const string Doubtful = "groups: [{name: g, rules: [{record: a, expr: up}, {record: a, expr: up + 1}]}]";
    private const string Bad = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(up\n";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(Good, 0, 0)]
    [InlineData(Doubtful, 0, 3)]
    [InlineData(Bad, 1, 1)]
    [InlineData("", 0, 0)]
    public async Task The_exit_code_is_promtools(string text, int code, int fatalCode)
    {
        string path = _folder.Write("r.yml", text);
        foreach (string[] program in new string[][] { ["tocsin"], ["promtool"], ["tocsin", "promtool"] })
        {
            Assert.Equal(code, (await RunAsync([.. program, "check", "rules", path])).Code);
            Assert.Equal(fatalCode, (await RunAsync([.. program, "check", "rules", "--lint-fatal", path])).Code);
            Assert.Equal(
                Math.Min(code, 1), (await RunAsync([.. program, "check", "rules", "--lint-fatal", "--lint=none", path])).Code);
        }
    }

    [Fact]
    public async Task Findings_are_printed_as_compilers_do_with_advice()
    {
        string good = _folder.Write("good.yml", Good);
        string doubtful = _folder.Write("doubtful.yml", Doubtful);
        string bad = _folder.Write("bad.yml", Bad);
        (int code, string output, _) = await RunAsync(["tocsin", "check", "rules", good, doubtful, bad]);
        Assert.Equal(1, code);
        Assert.Equal(
            $"""
            {good}: accepted, 2 rules
            {doubtful}:1:60: warning: group "g", rule 2, "a": a with the same labels is there already: group "g", rule 1 [duplicate-rules]
                hint: give one another name, or a label that tells them apart
            {doubtful}: accepted, 2 rules, 1 warning
            {bad}:5:17: error: group "g", rule 1, "A": could not parse expression: 1:7: parse error: unclosed left parenthesis
            {bad}: refused, 1 error

            """,
            output);
    }

    [Fact]
    public async Task Promtools_words_are_kept_for_those_who_read_them()
    {
        string good = _folder.Write("good.yml", Good);
        string doubtful = _folder.Write("doubtful.yml", Doubtful);
        string bad = _folder.Write("bad.yml", Bad);
        (int code, string output, string errors) = await RunAsync(["promtool", "check", "rules", good, doubtful, bad]);
        Assert.Equal(1, code);
        Assert.Equal($"Checking {good}\n  SUCCESS: 2 rules found\n\nChecking {doubtful}\n\nChecking {bad}\n", output);
        Assert.Equal(
            "  FAILED:\nlint error 1 duplicate rule(s) found.\nMetric: a\nLabel(s):\n"
                + "Might cause inconsistency while recording expressions\n"
                + $"  FAILED:\n{bad}: 5:17: group \"g\", rule 1, \"A\": could not parse expression: 1:7: parse error: "
                + "unclosed left parenthesis\n",
            errors);
    }

    [Fact]
    public async Task Without_files_standard_input_is_read()
    {
        Assert.Equal("standard input: accepted, 2 rules\n", (await RunAsync(["tocsin", "check", "rules"], Good)).Output);
        Assert.Equal(
            "Checking standard input\n  SUCCESS: 2 rules found\n\n",
            (await RunAsync(["promtool", "check", "rules"], Good)).Output);
    }

    [Fact]
    public async Task Findings_are_printed_as_JSON()
    {
        string bad = _folder.Write("bad.yml", Bad);
        (_, string output, _) = await RunAsync(["tocsin", "check", "rules", "-o", "json", bad]);
        JsonNode finding = JsonNode.Parse(output)![0]!["findings"]![0]!;
        Assert.Equal(
            ("error", 5, 17, "g", 1, "A", "expr"),
            ((string)finding["severity"]!, (int)finding["line"]!, (int)finding["column"]!, (string)finding["group"]!,
                (int)finding["rule"]!, (string)finding["name"]!, (string)finding["key"]!));
    }

    [Fact]
    public async Task Findings_are_printed_as_JUnit_has_them()
    {
        string doubtful = _folder.Write("doubtful.yml", Doubtful);
        string bad = _folder.Write("bad.yml", Bad);
        (_, string output, _) = await RunAsync(["tocsin", "check", "rules", "--output=junit", doubtful, bad]);
        XElement report = XDocument.Parse(output).Root!;
        Assert.Equal(("4", "1"), (report.Attribute("tests")!.Value, report.Attribute("failures")!.Value));
        XElement failure = Assert.Single(report.Descendants("failure"));
        Assert.Equal((bad, "g"), (failure.Parent!.Attribute("classname")!.Value, failure.Parent.Attribute("name")!.Value));
        Assert.Contains("[duplicate-rules]", Assert.Single(report.Descendants("system-out")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_printed_as_a_workflow_marks_lines()
    {
        string doubtful = _folder.Write("doubtful.yml", Doubtful);
        (_, string output, _) = await RunAsync(["tocsin", "check", "rules", "--output=github", doubtful]);
        Assert.Equal(
            $"::warning file={doubtful},line=1,col=60,title=duplicate-rules::group \"g\", rule 2, \"a\": a with the same "
                + "labels is there already: group \"g\", rule 1%0Ahint: give one another name, or a label that tells them "
                + "apart\n",
            output);
    }

    [Fact]
    public async Task Manifests_are_for_Tocsin_only()
    {
        string path = _folder.Write(
            "m.yml", $"{{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, spec: {{{Good}}}}}");
        Assert.Equal($"{path}: accepted, 2 rules\n", (await RunAsync(["tocsin", "check", "rules", path])).Output);
        Assert.Equal(1, (await RunAsync(["promtool", "check", "rules", path])).Code);
    }

    [Fact]
    public async Task Check_has_nothing_to_say_against_the_example()
    {
        string example = Repository.Path("examples", "rules", "api.yml");
        string[] line = ["tocsin", "check", "rules", "--scrape-interval=1m", "--evaluation-interval=1m", example];
        Assert.Equal($"{example}: accepted, 4 rules\n", (await RunAsync(line)).Output);
    }

    [Fact]
    public async Task Flags_that_are_not_known_are_told()
    {
        string path = _folder.Write("r.yml", Doubtful);
        (int code, _, string errors) =
            await RunAsync(["promtool", "check", "rules", "--lint=nope,duplicate-rules", "--enable-feature=x", "--lint-fatal", path]);
        Assert.Equal(3, code);
        Assert.StartsWith(
            "WARNING: unknown lint option: \"nope\"\n  WARNING: Unknown feature passed to --enable-feature: x\n",
            errors,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] line, string input = "")
    {
        var terminal = new TerminalFake(input);
        int code = await Entry.RunAsync(
            line[0], line[1..], terminal.Terminal, (ServeOptions _, CancellationToken _) => Task.FromResult(99));
        return (code, terminal.Out, terminal.Error);
    }
}
