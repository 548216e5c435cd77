using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Texts;
using Tocsin.Templates;
using Tocsin.Templates.Parsing;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>Upstream's checks of what was written, in its words; all that is wrong is told.</summary>
// Source: Prometheus rulefmt: RuleGroups.Validate, Rule.Validate, testTemplateParsing.
internal sealed class RuleFileValidator(
    (ParserOptions Options, KnownParts Known) language, List<RuleFileFault> faults, List<RuleFileFault> warnings)
{
    /// <summary>Checks the groups of one file.</summary>
    public void Check(IReadOnlyList<ReadGroup> groups)
    {
        HashSet<(string Part, string Name)> names = [];
        foreach (ReadGroup group in groups)
        {
            YamlNode? name = group.Node.Find("name");
            if (group.Config.Name.Length == 0)
            {
                faults.Add(group.Fault("Groupname must not be empty", name));
            }

            if (!names.Add((group.Part.Name, group.Config.Name)))
            {
                faults.Add(group.Fault($"groupname: \"{group.Config.Name}\" is repeated in the same file", name));
            }

            CheckLabels(group);
            OwnKeysCheck.Check(group, faults);
            for (int rule = 0; rule < group.Config.Rules.Count; rule++)
            {
                Check(group, rule);
            }
        }
    }

    private void CheckLabels(ReadGroup group)
    {
        YamlNode? labels = group.Node.Find("labels");
        foreach ((string name, string value) in group.Config.Labels)
        {
            if (LabelFault(name, value) is { } fault)
            {
                faults.Add(group.Fault(fault, labels.FindEntry(name)?.Key) with { Key = "labels" });
            }
        }
    }

    private void Check(ReadGroup group, int rule)
    {
        RuleConfig config = group.Config.Rules[rule];
        if (config.Record.Length > 0 && config.Alert.Length > 0)
        {
            faults.Add(group.Fault(rule, "alert", "only one of 'record' and 'alert' must be set"));
        }

        if (config.Record.Length == 0 && config.Alert.Length == 0)
        {
            faults.Add(group.Fault(rule, "record", "one of 'record' or 'alert' must be set"));
        }

        CheckExpression(group, rule);
        CheckResolve(group, rule);
        if (config.Record.Length > 0)
        {
            CheckRecording(group, rule);
        }

        CheckLabels(group, rule);
        if (config.Alert.Length > 0)
        {
            CheckTexts(group, rule, "label", (config.Labels, group.Parts[rule].Labels));
            CheckTexts(group, rule, "annotation", (config.Annotations, group.Parts[rule].Annotations));
        }
    }

    private void CheckExpression(ReadGroup group, int rule)
    {
        string expr = group.Config.Rules[rule].Expr;
        if (expr.Length == 0)
        {
            faults.Add(group.Fault(rule, "expr", "field 'expr' must be set in rule"));
            return;
        }

        group.Parts[rule].Expr = Parse(group, rule, "expr", expr);
    }

    private void CheckResolve(ReadGroup group, int rule)
    {
        string text = group.Config.Rules[rule].ResolveExpr;
        if (text.Length > 0)
        {
            group.Parts[rule].Resolve = Parse(group, rule, "resolve_expr", text);
        }
    }

    private Expr? Parse(ReadGroup group, int rule, string key, string text)
    {
        if (language.Known.FindExpression(text) is { } known)
        {
            return known;
        }

        YamlNode? node = group.RuleNode(rule).Find(key);
        PromQL.Parsing.ParseResult<Expr> parsed = ExpressionParser.Parse(text, language.Options);
        foreach (ParseError error in parsed.Errors)
        {
            YamlPosition at = node is null
                ? group.Text.PlaceOf(group.RuleNode(rule).At)
                : group.Text.PlaceOf(node, error.Span.From);
            faults.Add(group.Fault(rule, $"could not parse expression: {error}", at) with { Key = key });
        }

        return parsed.Value;
    }

    private void CheckRecording(ReadGroup group, int rule)
    {
        RuleConfig config = group.Config.Rules[rule];
        if (config.Annotations.Count > 0)
        {
            faults.Add(group.Fault(rule, "annotations", "invalid field 'annotations' in recording rule"));
        }

        if (config.For != TimeSpan.Zero)
        {
            faults.Add(group.Fault(rule, "for", "invalid field 'for' in recording rule"));
        }

        if (config.KeepFiringFor != TimeSpan.Zero)
        {
            faults.Add(group.Fault(rule, "keep_firing_for", "invalid field 'keep_firing_for' in recording rule"));
        }

        if (!LabelName.IsUtf8(config.Record.AsSpan()))
        {
            faults.Add(group.Fault(rule, "record", $"invalid recording rule name: {config.Record}"));
        }

        if (config.Record.AsSpan().IndexOfAny('{', '}') >= 0)
        {
            faults.Add(group.Fault(
                rule,
                "record",
                $"braces present in the recording rule name; should it be in expr?: {config.Record}"));
        }
    }

    private void CheckLabels(ReadGroup group, int rule)
    {
        RuleConfig config = group.Config.Rules[rule];
        foreach ((string name, string value) in config.Labels)
        {
            if (LabelFault(name, value) is { } fault)
            {
                faults.Add(OfEntry(group, rule, ("labels", name), fault));
            }
        }

        foreach (string name in config.Annotations.Keys)
        {
            if (!LabelName.IsUtf8(name.AsSpan()))
            {
                faults.Add(OfEntry(group, rule, ("annotations", name), $"invalid annotation name: {name}"));
            }
        }
    }

    private void CheckTexts(
        ReadGroup group,
        int rule,
        string what,
        (IReadOnlyDictionary<string, string> Written, Dictionary<string, RuleText> Compiled) texts)
    {
        string alert = group.Config.Rules[rule].Alert;
        foreach ((string name, string text) in texts.Written)
        {
            RuleText compiled = language.Known.GetText(alert, name, text);
            texts.Compiled[name] = compiled;
            if (compiled.ParseError is { } error)
            {
                YamlNode? value = group.RuleNode(rule).Find(what + "s").Find(name);
                YamlPosition at = value is null
                    ? group.Text.PlaceOf(group.RuleNode(rule).At)
                    : group.Text.PlaceOf(value, OffsetIn(text, error));
                (group.Part.KeepsBadTexts ? warnings : faults).Add(
                    group.Fault(rule, $"{what} {GoQuote.Quote(name)}: {error.Message}", at) with { Key = what + "s" });
            }
        }
    }

    private static RuleFileFault OfEntry(ReadGroup group, int rule, (string Key, string Name) entry, string text)
    {
        YamlNode node = group.RuleNode(rule);
        YamlNode at = node.Find(entry.Key).FindEntry(entry.Name)?.Key ?? node.Followed;
        return group.Fault(rule, text, group.Text.PlaceOf(at.At)) with { Key = entry.Key };
    }

    private static string? LabelFault(string name, string value) =>
        !LabelName.IsUtf8(name.AsSpan()) || name == LabelName.MetricName ? $"invalid label name: {name}"
        : value.Length > 0 && !LabelName.IsUtf8(value.AsSpan()) ? $"invalid label value: {value}"
        : null;

    // Where in the text, of a place that counts UTF-8 bytes of a line with the prelude in front of the first.
    private static int OffsetIn(string text, TemplateError error)
    {
        int start = 0;
        for (int line = 1; line < error.Line; line++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        int bytes = error.Line == 1 ? error.Column - RuleTemplate.PreludeLength : error.Column;
        int at = start;
        while (at < text.Length && bytes > 0)
        {
            int width = char.IsHighSurrogate(text[at]) ? 2 : 1;
            bytes -= System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(at, Math.Min(width, text.Length - at)));
            at += width;
        }

        return Math.Min(at, text.Length);
    }
}
