using Tocsin.Model.Durations;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that Prometheus adds to Go's for labels and annotations of rules.</summary>
// Source: Prometheus template, NewTemplateExpander.
internal static class RuleFunctions
{
    public static readonly GoFunction[] All =
    [
        GoFunction.Fixed("query", [GoTypes.String], (scope, _, arguments) => Query(scope, Text(arguments[0]))),
        GoFunction.Fixed("first", [RuleTypes.QueryResult], (_, _, arguments) =>
            arguments[0] is GoList { Count: > 0 } result
                ? result[0]
                : throw new GoErrorException("first() called on vector with no elements")),
        GoFunction.Fixed("label", [GoTypes.String, RuleTypes.SamplePointer], (_, _, arguments) =>
            SampleOf(arguments[1]).Labels.FindOrZero(Text(arguments[0]))),
        GoFunction.Fixed("value", [RuleTypes.SamplePointer], (_, _, arguments) =>
            GoValue.Of(SampleOf(arguments[0]).Value)),
        GoFunction.Fixed("strvalue", [RuleTypes.SamplePointer], (_, _, arguments) =>
            SampleOf(arguments[0]).Labels.FindOrZero("__value__")),
        GoFunction.Fixed("sortByLabel", [GoTypes.String, RuleTypes.QueryResult], (scope, _, arguments) =>
            SortByLabel(scope, Text(arguments[0]), (GoList)arguments[1])),
        GoFunction.Variadic("args", [GoTypes.Any], (_, _, arguments) => Args(arguments)),
        RegexFunctions.Match,
        RegexFunctions.ReplaceAll,
        OfText("title", CaseText.ToTitleOnly),
        OfText("toUpper", CaseText.ToUpper),
        OfText("toLower", CaseText.ToLower),
        OfText("stripPort", HostText.StripPort),
        OfText("stripDomain", HostText.StripDomain),
        OfText("urlQueryEscape", UrlText.QueryEscape),
        OfText("graphLink", expression => $"/graph?g0.expr={UrlText.QueryEscape(expression)}&g0.tab=0"),
        OfText("tableLink", expression => $"/graph?g0.expr={UrlText.QueryEscape(expression)}&g0.tab=1"),
        GoFunction.Fixed("safeHtml", [GoTypes.String], (_, _, arguments) =>
            new GoString(Text(arguments[0]), GoTypes.Html)),
        GoFunction.Fixed("pathPrefix", [], (scope, _, _) => GoValue.Of(PathOf(scope.Rule.ExternalUrl))),
        GoFunction.Fixed("externalURL", [], (scope, _, _) => GoValue.Of(scope.Rule.ExternalUrl)),
        OfNumber("humanize", Humanize.WithPrefix),
        OfNumber("humanize1024", Humanize.WithBinaryPrefix),
        OfNumber("humanizeDuration", Humanize.Duration),
        OfNumber("humanizePercentage", Humanize.Percentage),
        OfNumber("humanizeTimestamp", Humanize.Timestamp),
        GoFunction.Fixed("toTime", [GoTypes.Any], (_, _, arguments) =>
            new GoPointer(new TimeValue(Humanize.ToMoment(Humanize.ToFloat(arguments[0]))), RuleTypes.TimePointer)),
        GoFunction.Fixed("toDuration", [GoTypes.Any], (_, _, arguments) => new GoPointer(
            TimeTypes.DurationOf(Nanos(Humanize.ToFloat(arguments[0]))), RuleTypes.DurationPointer)),
        GoFunction.Fixed("parseDuration", [GoTypes.String], (_, _, arguments) => ParseDuration(Text(arguments[0]))),
        GoFunction.Fixed("now", [], (scope, _, _) => GoValue.Of(scope.Rule.NowSeconds)),
    ];

    private static GoList Query(IGoScope scope, string expression)
    {
        IReadOnlyList<RuleSample> samples = scope.Rule.Query(expression);
        scope.Charge(samples.Count);
        var elements = new GoValue[samples.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = new GoPointer(new SampleValue(samples[i]), RuleTypes.SamplePointer);
        }

        return new GoList(elements, RuleTypes.QueryResult);
    }

    private static GoList SortByLabel(IGoScope scope, string label, GoList result)
    {
        scope.Charge(result.Count * 4L);
        GoValue[] sorted = [.. result.Elements.ToArray().OrderBy(
            sample => ((GoString)SampleOf(sample).Labels.FindOrZero(label)).Text,
            Comparer<string>.Create(GoText.CompareBytes))];
        return new GoList(sorted, RuleTypes.QueryResult);
    }

    private static GoDictionary Args(ReadOnlySpan<GoValue> arguments)
    {
        var values = new Dictionary<string, GoValue>(arguments.Length, StringComparer.Ordinal);
        for (int i = 0; i < arguments.Length; i++)
        {
            values[$"arg{i}"] = arguments[i];
        }

        return new GoDictionary(values);
    }

    private static GoValue ParseDuration(string text) =>
        PrometheusDuration.TryParse(text, out TimeSpan duration, out string? error)
            ? GoValue.Of(duration.TotalSeconds)
            : throw new GoErrorException(error!);

    // The path of the address, for consoles behind a prefix.
    private static string PathOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && (parsed.AbsolutePath != "/" || url.EndsWith('/'))
            ? Uri.UnescapeDataString(parsed.AbsolutePath)
            : "";

    // Go's conversion of what does not fit gives the smallest integer.
    private static long Nanos(double seconds)
    {
        double nanos = seconds * GoTime.GoDuration.Second;
        return nanos is >= long.MinValue and < long.MaxValue ? (long)nanos : long.MinValue;
    }

    private static SampleValue SampleOf(GoValue value) => value is GoPointer { Target: SampleValue sample }
        ? sample
        : throw new GoErrorException("runtime error: invalid memory address or nil pointer dereference");

    private static string Text(GoValue value) => ((GoString)value).Text;

    private static GoFunction OfText(string name, Func<string, string> body) =>
        GoFunction.Fixed(name, [GoTypes.String], (_, _, arguments) => GoValue.Of(body(Text(arguments[0]))));

    private static GoFunction OfNumber(string name, Func<double, string> body) =>
        GoFunction.Fixed(name, [GoTypes.Any], (_, _, arguments) => GoValue.Of(body(Humanize.ToFloat(arguments[0]))));
}
