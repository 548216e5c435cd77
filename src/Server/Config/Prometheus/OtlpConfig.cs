using Tocsin.Signals.Otlp;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>How metrics of OpenTelemetry become series: <c>otlp</c> of a <c>prometheus.yml</c>.</summary>
// Source: Prometheus config, OTLPConfig.
public sealed record OtlpConfig
{
    private const string Escaped = "UnderscoreEscapingWithSuffixes";
    private const string EscapedPlain = "UnderscoreEscapingWithoutSuffixes";
    private const string Suffixed = "NoUTF8EscapingWithSuffixes";
    private const string Untranslated = "NoTranslation";

    /// <summary>How names are translated.</summary>
    public string TranslationStrategy { get; init; } = Escaped;

    /// <summary>All attributes of resources become labels.</summary>
    public bool PromoteAll { get; init; }

    /// <summary>These attributes of resources become labels.</summary>
    public IReadOnlyList<string> Promote { get; init; } = [];

    /// <summary>With <see cref="PromoteAll"/>, all but these.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>What names the service is in <c>target_info</c> too.</summary>
    public bool KeepIdentifying { get; init; }

    /// <summary>Histograms become native ones with custom buckets.</summary>
    public bool ConvertHistograms { get; init; }

    /// <summary>What is known of the scope becomes labels.</summary>
    public bool PromoteScope { get; init; }

    /// <summary>Labels that begin with one underscore get <c>key</c> in front.</summary>
    public bool MarkUnderscores { get; init; } = true;

    /// <summary>Underscores that follow one another stay, in labels.</summary>
    public bool KeepUnderscores { get; init; } = true;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OtlpConfig> Schema { get; } = new YamlSchema<OtlpConfig>("config.OTLPConfig", new())
        .Optional("promote_all_resource_attributes", YamlTypes.Flag, c => c.PromoteAll, (c, v) => c with { PromoteAll = v })
        .Optional("promote_resource_attributes", YamlTypes.ListOf(YamlTypes.Text), c => c.Promote, (c, v) => c with { Promote = v })
        .Optional("ignore_resource_attributes", YamlTypes.ListOf(YamlTypes.Text), c => c.Ignore, (c, v) => c with { Ignore = v })
        .Optional("translation_strategy", YamlTypes.Text, c => c.TranslationStrategy, (c, v) => c with { TranslationStrategy = v })
        .Optional("keep_identifying_resource_attributes", YamlTypes.Flag, c => c.KeepIdentifying,
            (c, v) => c with { KeepIdentifying = v })
        .Optional("convert_histograms_to_nhcb", YamlTypes.Flag, c => c.ConvertHistograms, (c, v) => c with { ConvertHistograms = v })
        .Optional("promote_scope_metadata", YamlTypes.Flag, c => c.PromoteScope, (c, v) => c with { PromoteScope = v })
        .Optional("label_name_underscore_sanitization", YamlTypes.Flag, c => c.MarkUnderscores,
            (c, v) => c with { MarkUnderscores = v })
        .Optional("label_name_preserve_multiple_underscores", YamlTypes.Flag, c => c.KeepUnderscores,
            (c, v) => c with { KeepUnderscores = v })
        .Rule(Check);

    /// <summary>The settings as the decoder takes them.</summary>
    /// <param name="deltas">What becomes of deltas.</param>
    /// <param name="lookback">How far queries look back.</param>
    public OtlpMetricSettings ToSettings(DeltaHandling deltas, TimeSpan lookback) => new()
    {
        Escapes = TranslationStrategy is Escaped or EscapedPlain,
        AddsSuffixes = TranslationStrategy is Escaped or Suffixed,
        PromotesAll = PromoteAll,
        Attributes = PromoteAll ? Ignore : Promote,
        KeepsIdentifying = KeepIdentifying,
        PromotesScope = PromoteScope,
        CustomBuckets = ConvertHistograms,
        MarksUnderscores = MarkUnderscores,
        KeepsUnderscores = KeepUnderscores,
        Deltas = deltas,
        Lookback = lookback,
    };

    /// <summary>What is wrong with the strategy where names are checked by the older grammar; null if nothing is.</summary>
    public string? FaultWith(string nameValidation) =>
        nameValidation == "legacy" && TranslationStrategy is (Suffixed or Untranslated)
            ? $"OTLP translation strategy \"{TranslationStrategy}\" is not allowed when UTF8 is disabled"
            : null;

    private static OtlpConfig Check(OtlpConfig c, YamlRules rules)
    {
        if (c.TranslationStrategy is not (Escaped or EscapedPlain or Suffixed or Untranslated))
        {
            rules.Fail(
                $"unsupported OTLP translation strategy \"{c.TranslationStrategy}\"", "translation_strategy",
                $"there are {Escaped}, {EscapedPlain}, {Suffixed} and {Untranslated}");
        }

        if (c.PromoteAll && c.Promote.Count > 0)
        {
            rules.Fail(
                "'promote_all_resource_attributes' and 'promote_resource_attributes' cannot be configured simultaneously",
                "promote_resource_attributes");
        }

        if (!c.PromoteAll && c.Ignore.Count > 0)
        {
            rules.Fail(
                "'ignore_resource_attributes' cannot be configured unless 'promote_all_resource_attributes' is true",
                "ignore_resource_attributes");
        }

        return c with
        {
            Promote = Trimmed(c.Promote, "promoted", "promote_resource_attributes", rules),
            Ignore = Trimmed(c.Ignore, "ignored", "ignore_resource_attributes", rules),
        };
    }

    private static string[] Trimmed(IReadOnlyList<string> names, string word, string key, YamlRules rules)
    {
        string[] trimmed = [.. names.Select(name => name.Trim())];
        foreach (string name in trimmed.CountBy(name => name).Where(name => name.Key.Length == 0 || name.Value > 1).Select(n => n.Key))
        {
            rules.Fail(
                name.Length == 0
                    ? $"invalid '{key}': empty {word} OTel resource attribute"
                    : $"invalid '{key}': duplicated {word} OTel resource attribute \"{name}\"",
                key);
        }

        return trimmed;
    }
}
