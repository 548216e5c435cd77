using System.Text;
using Tocsin.Model;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Regexes;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>Conditions that must all hold. Immutable; safe for concurrent use.</summary>
internal sealed class LiveFilter
{
    /// <summary>How many conditions a filter may have.</summary>
    public const int ConditionsMax = 32;

    /// <summary>How long a condition may be.</summary>
    public const int LengthMax = 4096;

    private static readonly Dictionary<string, Func<LiveAlert, IReadOnlyList<string>>> Texts = new(StringComparer.Ordinal)
    {
        ["state"] = static alert => alert.State == LiveState.Active ? ["active"] : [alert.State.Text(), "suppressed"],
        ["receiver"] = static alert => alert.Receivers,
        ["team"] = static alert => [alert.Team],
        ["fingerprint"] = static alert => [alert.Alert.Fingerprint.ToString()],
        ["inhibited_by"] = static alert => alert.InhibitedBy is { } by ? [by] : [],
        ["silenced_by"] = static alert => alert.SilencedBy,
    };

    private readonly List<LiveCondition> _conditions;

    private LiveFilter(List<LiveCondition> conditions)
    {
        _conditions = conditions;
        DependsOnTime = conditions.Exists(condition => condition.DependsOnTime);
    }

    /// <summary>Whether the passing of time alone can change what it lets through.</summary>
    public bool DependsOnTime { get; }

    /// <summary>Without any condition.</summary>
    public bool IsEmpty => _conditions.Count == 0;

    /// <summary>The names behind <c>@</c>.</summary>
    public static IEnumerable<string> SpecialNames => [.. Texts.Keys, "age"];

    /// <summary>The texts that an alert has under a label's name, or under one behind <c>@</c>; none if it lacks it.</summary>
    public static IReadOnlyList<string> TextsOf(LiveAlert alert, string name)
    {
        if (name[0] == '@')
        {
            return Texts.TryGetValue(name[1..], out Func<LiveAlert, IReadOnlyList<string>>? texts) ? texts(alert) : [];
        }

        return alert[name] is { Length: > 0 } value ? [value] : [];
    }

    /// <summary>Reads conditions: matchers as Alertmanager writes them, <c>@name op value</c>, or bare words.</summary>
    public static (LiveFilter? Filter, string? Error) Parse(IReadOnlyList<string?> texts, MatcherParser parser)
    {
        if (texts.Count > ConditionsMax)
        {
            return (null, $"a filter has at most {ConditionsMax} conditions");
        }

        var conditions = new List<LiveCondition>();
        foreach (string? given in texts)
        {
            string text = (given ?? "").Trim();
            if (text.Length > LengthMax)
            {
                return (null, $"a condition has at most {LengthMax} characters");
            }

            if (text.Length > 0)
            {
                (LiveCondition? condition, string? error) = text[0] == '@' ? ParseSpecial(text) : ParsePlain(text, parser);
                if (condition is null)
                {
                    return (null, error);
                }

                conditions.Add(condition);
            }
        }

        return (new LiveFilter(conditions), null);
    }

    /// <summary>Whether the alert fulfils all conditions.</summary>
    public bool Matches(LiveAlert alert, Instant now)
    {
        foreach (LiveCondition condition in _conditions)
        {
            if (!condition.Matches(alert, now))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All alerts of the board that it lets through, in no order.</summary>
    public IEnumerable<LiveAlert> Select(LiveBoard board, Instant now)
    {
        IEnumerable<int>? best = null;
        int fewest = int.MaxValue;
        foreach (LiveCondition condition in _conditions)
        {
            if (condition.Candidates(board) is { } sets && sets.Sum(set => set.Count) is var count && count < fewest)
            {
                fewest = count;
                best = sets.SelectMany(set => set);
            }
        }

        IEnumerable<LiveAlert> candidates = best?.Select(id => board.Alerts[id]) ?? board.Alerts.Values;
        return candidates.Where(alert => Matches(alert, now));
    }

    private static (LiveCondition? Condition, string? Error) ParsePlain(string text, MatcherParser parser)
    {
        if (parser.TryParseOne(text, out LabelMatcher? matcher, out string? error))
        {
            return (new LabelCondition(matcher), null);
        }

        return text.AsSpan().ContainsAny('=', '~') ? (null, error) : (new WordCondition(text), null);
    }

    private static (LiveCondition? Condition, string? Error) ParseSpecial(string text)
    {
        int end = 1;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_'))
        {
            end++;
        }

        string name = text[1..end];
        string rest = text[end..].TrimStart();
        string sign = rest.Length > 1 && rest[..2] is "!=" or "=~" or "!~" or ">=" or "<=" ? rest[..2] : rest.Length > 0 ? rest[..1] : "";
        string value = Unquote(rest[sign.Length..].Trim());
        return name == "age" ? ParseAge(sign, value)
            : Texts.TryGetValue(name, out Func<LiveAlert, IReadOnlyList<string>>? texts) ? ParseText(name, texts, sign, value)
            : (null, $"there is no @{name}; there are {string.Join(", ", SpecialNames.Select(known => "@" + known))}");
    }

    private static (LiveCondition? Condition, string? Error) ParseText(
        string name, Func<LiveAlert, IReadOnlyList<string>> texts, string sign, string value)
    {
        if (sign is "=~" or "!~")
        {
            MatchOp op = sign == "=~" ? MatchOp.Regex : MatchOp.NotRegex;
            return Re2.TryCompile(value, Re2Anchoring.Whole, out Re2? regex, out string? fault)
                ? (new TextCondition(texts, op, value, regex), null)
                : (null, $"@{name}: {fault}");
        }

        return sign is "=" or "!="
            ? (new TextCondition(texts, sign == "=" ? MatchOp.Equal : MatchOp.NotEqual, value, null), null)
            : (null, $"@{name} is compared with =, !=, =~ or !~, as in @{name}={GoQuote.Quote("…")}");
    }

    private static (LiveCondition? Condition, string? Error) ParseAge(string sign, string value) =>
        sign is not (">" or "<" or ">=" or "<=") ? (null, "@age is compared with > or <, as in @age>1h")
        : PrometheusDuration.TryParse(value, out TimeSpan age, out string? error)
            ? (new AgeCondition(age, wantsOlder: sign[0] == '>'), null)
            : (null, $"@age: {error}");

    // As the dashboard quotes: \\, \" and \n.
    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (int i = 1; i < value.Length - 1; i++)
        {
            bool isEscaped = value[i] == '\\' && i < value.Length - 2;
            char letter = isEscaped ? value[++i] : value[i];
            text.Append(isEscaped && letter == 'n' ? '\n' : letter);
        }

        return text.ToString();
    }
}
