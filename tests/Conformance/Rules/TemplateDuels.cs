using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Texts;
using Tocsin.Templates.Values;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules;

/// <summary>What the real Prometheus makes of annotations, told by a rule test that wants no alerts.</summary>
public sealed class TemplateDuels
{
    private static readonly string[] Values =
    [
        "0", "1", "-1", "0.5", "2.5", "1234.5", "999.95", "99999", "1000000", "8123456789", "-0.00012345", "1e-9", "3.7e21",
        "86399.6", "1700000000.123", "123456.789", "NaN", "Inf", "-Inf",
    ];

    [Fact]
    public async Task Every_template_expands_as_in_Prometheus()
    {
        RuleText[] texts = [.. Compiled().Where(text => text.ParseError is null)];

        string output = await RunAsync("test", texts);

        Dictionary<string, Dictionary<string, string>> told = Read(output);
        Assert.True(told.Count == Values.Length, output);
        List<string> faults = [];
        for (int i = 0; i < Values.Length; i++)
        {
            var element = new RuleTextElement(LabelsOf(i), ValueOf(i));
            foreach (RuleText text in texts)
            {
                string wanted = told[$"v{i}"].GetValueOrDefault(text.Name) ?? "";
                string got = text.Expand(element, Scope).Text;
                if (wanted != got)
                {
                    faults.Add($"{text.Text} of {Values[i]}\n  prometheus {wanted}\n  tocsin     {got}");
                }
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} differ\n{string.Join('\n', faults.Take(40))}");
    }

    [Fact]
    public async Task Every_text_that_is_no_template_is_refused_in_the_same_words()
    {
        RuleText[] texts = Compiled();

        string output = await RunAsync("check", texts);

        string[] wanted = [.. output.Split('\n')
            .Select(line => line[Math.Max(0, line.IndexOf("annotation ", StringComparison.Ordinal))..])
            .Where(line => line.StartsWith("annotation ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        string[] got = [.. texts.Where(text => text.ParseError is not null)
            .Select(text => $"annotation \"{text.Name}\": {text.ParseError}")
            .Order(StringComparer.Ordinal)];
        Assert.Equal(wanted, got);
    }

    private static RuleText[] Compiled() =>
        [.. TemplateBattery.All.Select((text, i) => RuleText.Compile($"t{i:D3}", text, "A"))];

    private static async Task<string> RunAsync(string verb, RuleText[] texts)
    {
        string promtool = Needs.Peer("promtool");
        string folder = Repository.NewTemporaryFolder("templates");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string rules = Path.Combine(folder, "rules.yml");
        string test = Path.Combine(folder, "test.yml");
        await File.WriteAllTextAsync(rules, Rules(texts), cancellation);
        await File.WriteAllTextAsync(test, Test(), cancellation);
        ProgramResult result = await ChildProcess.RunAsync(promtool, [verb, "rules", verb == "test" ? test : rules]);
        Directory.Delete(folder, recursive: true);
        return result.Output + result.Errors;
    }

    private static RuleTextScope Scope { get; } = new()
    {
        AtMs = 0,
        ExternalLabels = LabelSet.Of(("cluster", "eu"), ("empty", "")),
        ExternalUrl = "http://prometheus.example/x",
        Query = Answer,
    };

    private static string Rules(RuleText[] texts)
    {
        var file = new StringBuilder("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: m\n    annotations:\n");
        foreach (RuleText text in texts)
        {
            file.Append(CultureInfo.InvariantCulture, $"      {text.Name}: {Quoted(text.Text)}\n");
        }

        return file.ToString();
    }

    private static string Test()
    {
        var text = new StringBuilder("""
            rule_files: [rules.yml]
            evaluation_interval: 1m
            tests:
            - interval: 1m
              external_url: http://prometheus.example/x
              external_labels: {cluster: eu, empty: ""}
              alert_rule_test: [{eval_time: 0m, alertname: A, exp_alerts: []}]
              input_series:

            """);
        for (int i = 0; i < Values.Length; i++)
        {
            LabelSet labels = LabelsOf(i);
            text.Append(CultureInfo.InvariantCulture, $"  - series: {Quoted(SeriesOf(labels))}\n    values: \"{Values[i]}\"\n");
        }

        text.Append("  - series: 'q{instance=\"b:90\",x=\"1\"}'\n    values: '2'\n");
        text.Append("  - series: 'q{instance=\"a:90\",x=\"2\"}'\n    values: '1000000'\n");
        return text.ToString();
    }

    private static string SeriesOf(LabelSet labels)
    {
        var text = new StringBuilder("m{");
        foreach (LabelSet.Label label in labels)
        {
            text.Append(label.NameText == "__name__" ? "" : $"{label.NameText}={Quoted(label.ValueText)},");
        }

        return text.Append('}').ToString();
    }

    // A quoted text means the same in YAML, in PromQL and here.
    private static string Quoted(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + '"';

    private static LabelSet LabelsOf(int index) => LabelSet.Of(
        ("__name__", "m"), ("id", $"v{index}"), ("instance", index % 2 == 0 ? "host.example.com:9100" : "[::1]:80"),
        ("job", "élan vital"), ("quoted", "a\"b\\c"), ("seconds", "90.5"));

    private static double ValueOf(int index) => Values[index] switch
    {
        "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        string text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static QueryResult Answer(string expression)
    {
        VectorSample[] q =
        [
            new(LabelSet.Of(("__name__", "q"), ("instance", "a:90"), ("x", "2")), 1_000_000, null),
            new(LabelSet.Of(("__name__", "q"), ("instance", "b:90"), ("x", "1")), 2, null),
        ];
        return expression switch
        {
            "q" => Vector(q),
            "q{x=\"1\"}" => Vector(q[1]),
            "nothing" => Vector(),
            "3" => new QueryResult(new QueryValue.Scalar(0, 3), null, []),
            "\"text\"" => new QueryResult(new QueryValue.Text(0, "text"), null, []),
            _ => new QueryResult(
                null,
                new QueryError(QueryErrorKind.Execution, "1:5: parse error: unclosed left parenthesis"),
                Array.Empty<Annotation>()),
        };
    }

    private static QueryResult Vector(params VectorSample[] samples) =>
        new(new QueryValue.Vector(0, samples), null, []);

    // The alerts by their label "id", and of each its annotations.
    private static Dictionary<string, Dictionary<string, string>> Read(string output)
    {
        var alerts = new Dictionary<string, Dictionary<string, string>>();
        string id = "";
        foreach (string line in output.Split('\n'))
        {
            int at = line.IndexOf("s:{", StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            Dictionary<string, string> pairs = ReadPairs(line[(at + 3)..]);
            id = pairs.GetValueOrDefault("id") ?? id;
            if (line.AsSpan(0, at).TrimStart().StartsWith("Annotation"))
            {
                alerts[id] = pairs;
            }
        }

        return alerts;
    }

    private static Dictionary<string, string> ReadPairs(string text)
    {
        var pairs = new Dictionary<string, string>();
        int at = 0;
        while (text.IndexOf('=', at) is >= 0 and int equals)
        {
            string name = text[at..equals].Trim(' ', ',');
            int end = equals + 2;
            while (text[end] != '"')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            Assert.True(GoStrings.TryUnquote(text[(equals + 1)..(end + 1)], out string value));
            pairs[name] = value;
            at = end + 1;
        }

        return pairs;
    }
}
