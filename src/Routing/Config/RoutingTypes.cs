using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>The types that routes and inhibition rules share.</summary>
internal static class RoutingTypes
{
    public static YamlType<TimeSpan> Duration { get; } = YamlTypes.Parsed<TimeSpan>(
        "model.Duration",
        (string text, out TimeSpan span) => PrometheusDuration.TryParse(text, out span, out string? error) ? null : error,
        span => new YamlText(PrometheusDuration.Format(span)));

    public static YamlType<IReadOnlyDictionary<string, string>> Match { get; } = YamlTypes.MapOf(YamlTypes.Text);

    public static YamlType<IReadOnlyDictionary<string, string>> MatchRe { get; } = new RegexMapType();

    public static YamlType<MatcherSet> Matchers { get; } = new MatchersType();

    public static YamlType<IReadOnlyList<string>?> GroupBy { get; } = new GroupByType();

    /// <summary>True if the label name is legal in the mode in which the file is read.</summary>
    public static bool IsLabelName(this YamlRules rules, string name) => ParserOf(rules.Options).Mode == MatcherMode.Classic
        ? LabelName.IsClassic(name)
        : LabelName.IsUtf8(name);

    /// <summary>The matchers of an old-form map and of the newer list together, in the order of group keys.</summary>
    // The patterns were compiled when they were read, so making them again cannot fail. Those of the old form carry
    // their anchors in group keys, which is what open incidents are known by.
    public static MatcherSet Combine(
        IReadOnlyDictionary<string, string> match, IReadOnlyDictionary<string, string> matchRe, MatcherSet matchers) =>
        matchers.And(match.Select(m => LabelMatcher.Create(MatchOp.Equal, m.Key, m.Value)))
            .And(matchRe.Select(m => LabelMatcher.Create(MatchOp.Regex, m.Key, $"^(?:{m.Value})$")))
            .Sorted();

    private static MatcherParser ParserOf(YamlReadOptions options) => options.Dialect as MatcherParser ?? MatcherParser.Default;

    // An empty list is kept, since it overrides the parent's, but it is not printed: so does upstream.
    private sealed class GroupByType : YamlType<IReadOnlyList<string>?>
    {
        private static readonly YamlType<IReadOnlyList<string>> Names = YamlTypes.ListOf(YamlTypes.Text);

        public override string GoName => Names.GoName;

        public override IReadOnlyList<string>? Zero => null;

        public override bool Read(YamlReader reader, YamlNode node, ref IReadOnlyList<string>? value)
        {
            IReadOnlyList<string> names = [];
            bool good = Names.Read(reader, node, ref names);
            value = good ? names : value;
            return good;
        }

        public override YamlValue Write(IReadOnlyList<string>? value) => Names.Write(value ?? []);

        public override bool IsEmpty(IReadOnlyList<string>? value) => value is null or { Count: 0 };
    }

    // Each text may hold several matchers, in braces or not; they are kept sorted, as upstream prints them.
    private sealed class MatchersType : YamlType<MatcherSet>
    {
        private static readonly YamlType<IReadOnlyList<string>> Lines = YamlTypes.ListOf(YamlTypes.Text);

        public override string GoName => Lines.GoName;

        public override MatcherSet Zero => MatcherSet.Empty;

        public override bool Read(YamlReader reader, YamlNode node, ref MatcherSet value)
        {
            IReadOnlyList<string> lines = [];
            if (!Lines.Read(reader, node, ref lines))
            {
                return false;
            }

            bool sound = true;
            MatcherSet all = MatcherSet.Empty;
            for (int i = 0; i < lines.Count; i++)
            {
                var warnings = new List<MatcherWarning>();
                YamlPosition at = node.Children[i].Followed.At;
                if (ParserOf(reader.Options).TryParse(lines[i], out MatcherSet? matchers, out string? error, warnings))
                {
                    all = all.And(matchers);
                }
                else
                {
                    reader.Fail(at, error, $"[{i}]");
                    sound = false;
                }

                warnings.ForEach(w => reader.Warn(at, $"{w.Message} (input {GoQuote.Quote(w.Input)}"
                    + (w.Suggestion.Length > 0 ? $", write {GoQuote.Quote(w.Suggestion)})" : ")")));
            }

            value = all.Sorted();
            return sound;
        }

        public override YamlValue Write(MatcherSet value) =>
            new YamlList([.. value.Select(m => new YamlText(m.ToString()))]);

        public override bool IsEmpty(MatcherSet value) => value.Count == 0;
    }

    private sealed class RegexMapType : YamlType<IReadOnlyDictionary<string, string>>
    {
        private static readonly YamlType<IReadOnlyDictionary<string, string?>> Patterns =
            YamlTypes.MapOf(YamlTypes.Text.OrNull(), "common.plain");

        public override string GoName => "common.plain";

        public override IReadOnlyDictionary<string, string> Zero => Match.Zero;

        public override bool Read(YamlReader reader, YamlNode node, ref IReadOnlyDictionary<string, string> value)
        {
            IReadOnlyDictionary<string, string?> patterns = Patterns.Zero;
            if (!Patterns.Read(reader, node, ref patterns))
            {
                return false;
            }

            bool sound = true;
            foreach ((string name, string? pattern) in patterns)
            {
                if (Check(name, pattern) is { } error)
                {
                    reader.Fail(node[name]?.At ?? node.At, error, name);
                    sound = false;
                }
            }

            value = patterns.ToDictionary(p => p.Key, p => p.Value ?? "", StringComparer.Ordinal);
            return sound;
        }

        public override YamlValue Write(IReadOnlyDictionary<string, string> value) => Match.Write(value);

        public override bool IsEmpty(IReadOnlyDictionary<string, string> value) => value.Count == 0;

        private static string? Check(string name, string? pattern)
        {
            if (!LabelName.IsClassic(name))
            {
                return $"invalid label name {GoQuote.Quote(name)}";
            }

            return pattern is null ? $"invalid regexp value for {GoQuote.Quote(name)}"
                : LabelMatcher.TryCreate(MatchOp.Regex, name, pattern, out _, out string? error) ? null
                : error;
        }
    }
}
