using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Files;

/// <summary>Makes groups of what was written and found valid.</summary>
internal static class RuleGroupCompiler
{
    /// <summary>Compiles a group.</summary>
    public static RuleGroupModel Compile(ReadGroup group, RuleFileOptions options)
    {
        RuleGroupConfig config = group.Config;
        LabelSet labels = SetOf(config.Labels);
        var rules = new RuleModel[config.Rules.Count];
        for (int i = 0; i < rules.Length; i++)
        {
            int line = group.Text.PlaceOf(group.RuleNode(i).At).Line;
            rules[i] = Compile(config, config.Rules[i], group.Parts[i], (labels, line));
        }

        var model = new RuleGroupModel
        {
            File = group.Identity,
            Name = config.Name,
            Interval = IntervalOf(config, options),
            QueryOffset = config.QueryOffset ?? options.DefaultQueryOffset,
            EvalDelay = config.EvalDelay ?? TimeSpan.Zero,
            Backend = config.Backend.Length == 0 ? options.DefaultBackend
                : config.Backend == RuleGroupModel.OwnStore ? "" : config.Backend,
            EvaluatesHere = config.Evaluate.Length > 0 ? config.Evaluate == OwnKeysCheck.Here
                : config.Backend.Length == 0 ? options.EvaluatesDefaultHere : options.EvaluatesHere,
            Timeout = config.Timeout ?? options.DefaultTimeout,
            Retries = (int)(config.Retries ?? options.DefaultRetries),
            Limit = (int)Math.Clamp(config.Limit, 0, int.MaxValue),
            Labels = labels,
            Rules = rules,
        };
        return model with { Digest = DigestOf(model) };
    }

    /// <summary>How often a group is evaluated.</summary>
    public static TimeSpan IntervalOf(RuleGroupConfig config, RuleFileOptions options)
    {
        TimeSpan asked = config.Interval == TimeSpan.Zero ? options.DefaultInterval : config.Interval;
        return asked < options.MinInterval ? options.MinInterval : asked;
    }

    private static RuleModel Compile(
        RuleGroupConfig group, RuleConfig config, RuleParts parts, (LabelSet GroupLabels, int Line) place)
    {
        var labels = new LabelSetBuilder();
        labels.AddRange(place.GroupLabels);
        foreach ((string name, string value) in config.Labels)
        {
            labels.Add(name, value);
        }

        LabelSet own = labels.Build();
        if (config.Record.Length > 0)
        {
            return new RecordingRule
            {
                Name = config.Record,
                ExprText = config.Expr,
                Expr = parts.Expr!,
                Labels = own,
                Line = place.Line,
            };
        }

        LabelSet annotations = SetOf(config.Annotations);
        RulePolicy? noData = config.NoData ?? group.NoData;
        return new AlertingRule
        {
            Name = config.Alert,
            ExprText = config.Expr,
            Expr = parts.Expr!,
            Labels = own,
            Line = place.Line,
            For = config.For,
            KeepFiringFor = config.KeepFiringFor,
            NoData = noData,
            OnError = config.OnError ?? group.OnError,
            ResolveText = config.ResolveExpr,
            Resolve = parts.Resolve,
            Data = AsksForData(noData, parts) ? DataExpression.Of(parts.Expr!) : null,
            Annotations = annotations,
            LabelTexts = TextsOf(own, parts.Labels, config.Alert),
            AnnotationTexts = TextsOf(annotations, parts.Annotations, config.Alert),
        };
    }

    // Without data an alert ends just as it does without its condition, unless something else is to happen, or unless
    // another expression ends it.
    private static bool AsksForData(RulePolicy? noData, RuleParts parts) =>
        noData is RulePolicy.Alert or RulePolicy.Keep || (noData is RulePolicy.Ok && parts.Resolve is not null);

    // The group's labels are not among those of the rule itself.
    private static RuleText[] TextsOf(LabelSet labels, Dictionary<string, RuleText> compiled, string alert)
    {
        var texts = new RuleText[labels.Count];
        int at = 0;
        foreach (LabelSet.Label label in labels)
        {
            string name = label.NameText;
            texts[at++] = compiled.GetValueOrDefault(name) ?? RuleText.Compile(name, label.ValueText, alert);
        }

        return texts;
    }

    private static LabelSet SetOf(IReadOnlyDictionary<string, string> labels)
    {
        var set = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            set.Add(name, value);
        }

        return set.Build();
    }

    // All that decides what the group does, each part with its length, so that no two groups can be taken for one.
    private static string DigestOf(RuleGroupModel group)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, group.Interval.Ticks);
        Add(hash, group.QueryOffset.Ticks);
        Add(hash, group.EvalDelay.Ticks);
        Add(hash, Encoding.UTF8.GetBytes(group.Backend + (group.EvaluatesHere ? "\nhere" : "")));
        Add(hash, group.Timeout.Ticks);
        Add(hash, group.Retries);
        Add(hash, group.Limit);
        Add(hash, group.Labels.Encoded);
        foreach (RuleModel rule in group.Rules)
        {
            Add(hash, rule is AlertingRule ? 1 : 0);
            Add(hash, Encoding.UTF8.GetBytes(rule.Name));
            Add(hash, Encoding.UTF8.GetBytes(rule.ExprText));
            Add(hash, rule.Labels.Encoded);
            if (rule is AlertingRule alerting)
            {
                Add(hash, alerting.For.Ticks);
                Add(hash, alerting.KeepFiringFor.Ticks);
                Add(hash, alerting.Annotations.Encoded);
                Add(hash, (int?)alerting.NoData ?? -1);
                Add(hash, (int?)alerting.OnError ?? -1);
                Add(hash, Encoding.UTF8.GetBytes(alerting.ResolveText));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
