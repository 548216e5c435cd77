using System.Globalization;
using System.Text;
using Tocsin.Model;
using Tocsin.Rules.Files;
using Tocsin.Yaml;

namespace Tocsin.Rules.UnitTests;

/// <summary>The keys of files of rule tests.</summary>
// Source: promtool, unittest: unitTestFile, testGroup, alertTestCase, promqlTestCase.
internal static class UnitTestSchema
{
    private static readonly YamlType<long> Start = YamlTypes.Parsed<long>(
        "main.testStartTimestamp", ReadStart, ms => new YamlText(Instant.FromUnixMs(ms).ToString()));

    private static readonly YamlType<IReadOnlyDictionary<string, string>> Texts = YamlTypes.MapOf(YamlTypes.Text);

    private static readonly YamlSchema<InputSeries> Input = new YamlSchema<InputSeries>("main.series", new())
        .WithoutUnmarshaler()
        .Field("series", YamlTypes.Text, c => c.Series, (c, v) => c with { Series = v })
        .Field("values", YamlTypes.Text, c => c.Values, (c, v) => c with { Values = v });

    private static readonly YamlSchema<ExpectedAlert> Alert = new YamlSchema<ExpectedAlert>("main.alert", new())
        .WithoutUnmarshaler()
        .Field("exp_labels", Texts, c => c.Labels, (c, v) => c with { Labels = v })
        .Field("exp_annotations", Texts, c => c.Annotations, (c, v) => c with { Annotations = v });

    private static readonly YamlSchema<AlertTest> AlertTests = new YamlSchema<AlertTest>("main.alertTestCase", new())
        .WithoutUnmarshaler()
        .Field("eval_time", RuleFileSchema.Duration, c => c.EvalTime, (c, v) => c with { EvalTime = v })
        .Field("alertname", YamlTypes.Text, c => c.AlertName, (c, v) => c with { AlertName = v })
        .Field("exp_alerts", YamlTypes.ListOf(Alert), c => c.Expected, (c, v) => c with { Expected = v });

    private static readonly YamlSchema<ExpectedSample> Sample = new YamlSchema<ExpectedSample>("main.sample", new())
        .WithoutUnmarshaler()
        .Field("labels", YamlTypes.Text, c => c.Labels, (c, v) => c with { Labels = v })
        .Field("value", YamlTypes.Real, c => c.Value, (c, v) => c with { Value = v })
        .Field("histogram", YamlTypes.Text, c => c.Histogram, (c, v) => c with { Histogram = v });

    private static readonly YamlSchema<ExpressionTest> ExpressionTests =
        new YamlSchema<ExpressionTest>("main.promqlTestCase", new())
        .WithoutUnmarshaler()
        .Field("expr", YamlTypes.Text, c => c.Expr, (c, v) => c with { Expr = v })
        .Field("eval_time", RuleFileSchema.Duration, c => c.EvalTime, (c, v) => c with { EvalTime = v })
        .Field("exp_samples", YamlTypes.ListOf(Sample), c => c.Expected, (c, v) => c with { Expected = v });

    private static readonly YamlSchema<UnitTestCase> Case = new YamlSchema<UnitTestCase>("main.testGroup", new())
        .WithoutUnmarshaler()
        .Field("interval", RuleFileSchema.Duration, c => c.Interval, (c, v) => c with { Interval = v })
        .Field("input_series", YamlTypes.ListOf(Input), c => c.InputSeries, (c, v) => c with { InputSeries = v })
        .Field("alert_rule_test", YamlTypes.ListOf(AlertTests), c => c.AlertTests, (c, v) => c with { AlertTests = v })
        .Field(
            "promql_expr_test", YamlTypes.ListOf(ExpressionTests), c => c.ExpressionTests,
            (c, v) => c with { ExpressionTests = v })
        .Field("external_labels", Texts, c => c.ExternalLabels, (c, v) => c with { ExternalLabels = v })
        .Field("external_url", YamlTypes.Text, c => c.ExternalUrl, (c, v) => c with { ExternalUrl = v })
        .Field("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Field("start_timestamp", Start, c => c.StartMs, (c, v) => c with { StartMs = v });

    /// <summary>The whole file.</summary>
    public static YamlSchema<UnitTestConfig> File { get; } = new YamlSchema<UnitTestConfig>("main.unitTestFile", new())
        .WithoutUnmarshaler()
        .Field("rule_files", YamlTypes.ListOf(YamlTypes.Text), c => c.RuleFiles, (c, v) => c with { RuleFiles = v })
        .Field("evaluation_interval", RuleFileSchema.Duration, c => c.EvaluationInterval, (c, v) => c with { EvaluationInterval = v })
        .Field(
            "group_eval_order", YamlTypes.ListOf(YamlTypes.Text), c => c.GroupEvalOrder,
            (c, v) => c with { GroupEvalOrder = v })
        .Field("tests", YamlTypes.ListOf(Case), c => c.Tests, (c, v) => c with { Tests = v })
        .Field("fuzzy_compare", YamlTypes.Flag, c => c.FuzzyCompare, (c, v) => c with { FuzzyCompare = v });

    private static string? ReadStart(string text, out long ms)
    {
        ms = 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && Math.Abs(seconds) < 1e11)
        {
            ms = (long)Math.Round(seconds * 1000);
            return null;
        }

        bool isTime = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out Instant at);
        ms = at.UnixMs;
        return isTime ? null : $"\"{text}\" is neither Unix seconds nor an RFC 3339 time";
    }
}
