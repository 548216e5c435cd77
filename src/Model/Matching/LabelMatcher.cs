using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Regexes;

namespace Tocsin.Model.Matching;

/// <summary>One condition on one label, <c>severity=~"critical|page"</c>. Immutable, thread-safe.</summary>
/// <remarks>A label that is missing counts as empty. Regexes match the whole value.</remarks>
public sealed class LabelMatcher : IEquatable<LabelMatcher>, IComparable<LabelMatcher>
{
    private readonly byte[] _name;
    private readonly byte[] _value;

    private LabelMatcher(MatchOp op, string name, string value, Re2? regex)
    {
        Op = op;
        Name = name;
        Value = value;
        Regex = regex;
        _name = Encoding.UTF8.GetBytes(name);
        _value = Encoding.UTF8.GetBytes(value);
        MatchesEmpty = Matches(ReadOnlySpan<byte>.Empty);
    }

    /// <summary>The label's name; it need not be a valid one.</summary>
    public string Name { get; }

    /// <summary>How the value is compared.</summary>
    public MatchOp Op { get; }

    /// <summary>What the value is compared with: a text or a pattern.</summary>
    public string Value { get; }

    /// <summary>The compiled pattern; null unless <see cref="Op"/> is a regex operator.</summary>
    public Re2? Regex { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _name;

    /// <summary><see cref="Value"/> in UTF-8.</summary>
    public ReadOnlySpan<byte> ValueUtf8 => _value;

    /// <summary>True if a set without this label matches.</summary>
    public bool MatchesEmpty { get; }

    /// <summary>
    /// The only values that this matcher accepts, if they are few, known and not empty; else null. Indexes put the
    /// matcher under each of them.
    /// </summary>
    public IReadOnlyList<string>? AcceptedValues => MatchesEmpty
        ? null
        : Op switch
        {
            MatchOp.Equal => [Value],
            MatchOp.Regex => Regex!.Literals,
            _ => null,
        };

    /// <summary>
    /// Beginnings of which every value that this matcher accepts has exactly one, if they are few, known and not empty;
    /// else null. Indexes put the matcher under each of them.
    /// </summary>
    public IReadOnlyList<string>? AcceptedPrefixes => Op == MatchOp.Regex ? Regex!.Prefixes : null;

    /// <summary>Makes a matcher; false with Go's error text if the pattern does not compile.</summary>
    public static bool TryCreate(
        MatchOp op, string name, string value,
        [NotNullWhen(true)] out LabelMatcher? matcher, [NotNullWhen(false)] out string? error)
    {
        Re2? regex = null;
        error = null;
        bool ok = !op.IsRegex() || Re2.TryCompile(value, Re2Anchoring.Whole, out regex, out error);
        matcher = ok ? new LabelMatcher(op, name, value, regex) : null;
        return ok;
    }

    /// <summary>
    /// Makes a matcher of a PromQL selector, whose dot matches a newline too; false with Go's error text if the pattern
    /// does not compile.
    /// </summary>
    // Source: Prometheus model/labels: the pattern must compile by itself, and so is what messages quote.
    public static bool TryCreateSelector(
        MatchOp op, string name, string value,
        [NotNullWhen(true)] out LabelMatcher? matcher, [NotNullWhen(false)] out string? error)
    {
        Re2? regex = null;
        error = null;
        bool ok = !op.IsRegex() || SelectorPatterns.TryGet(value, out regex, out error);
        matcher = ok ? new LabelMatcher(op, name, value, regex) : null;
        return ok;
    }

    /// <summary>Makes a matcher.</summary>
    /// <exception cref="FormatException">The pattern does not compile.</exception>
    public static LabelMatcher Create(MatchOp op, string name, string value) =>
        TryCreate(op, name, value, out LabelMatcher? matcher, out string? error)
            ? matcher
            : throw new FormatException(error);

    /// <summary>True if the label set fulfils the condition.</summary>
    public bool Matches(LabelSet labels) => Matches(labels.ValueOrEmpty(_name));

    /// <summary>True if a value in UTF-8 fulfils the condition.</summary>
    public bool Matches(ReadOnlySpan<byte> value) => Op switch
    {
        MatchOp.Equal => value.SequenceEqual(_value),
        MatchOp.NotEqual => !value.SequenceEqual(_value),
        MatchOp.Regex => Regex!.IsMatch(value),
        _ => !Regex!.IsMatch(value),
    };

    /// <summary>True if a value fulfils the condition.</summary>
    public bool Matches(string value) => Op switch
    {
        MatchOp.Equal => value == Value,
        MatchOp.NotEqual => value != Value,
        MatchOp.Regex => Regex!.IsMatch(value.AsSpan()),
        _ => !Regex!.IsMatch(value.AsSpan()),
    };

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] LabelMatcher? other) =>
        other is not null && Op == other.Op && Name == other.Name && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelMatcher);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Op, Name, Value);

    /// <summary>By name, value, operator: the order in which a set prints.</summary>
    public int CompareTo(LabelMatcher? other)
    {
        if (other is null)
        {
            return 1;
        }

        // Bytewise order of UTF-8 is Go's string order.
        int order = _name.AsSpan().SequenceCompareTo(other._name);
        order = order != 0 ? order : _value.AsSpan().SequenceCompareTo(other._value);
        return order != 0 ? order : Op.CompareTo(other.Op);
    }

    /// <summary>As upstream prints it; group keys are made of this text.</summary>
    // Source: Alertmanager pkg/labels, Matcher.String. A name with a character that only the UTF-8 parser could read
    // is quoted, with its value, as Go quotes; any other value is escaped as OpenMetrics does.
    public override string ToString() => HasReserved(Name)
        ? GoQuote.Quote(Name) + Op.Sign() + GoQuote.Quote(Value)
        : $"{Name}{Op.Sign()}\"{OpenMetricsEscape(Value)}\"";

    private static bool HasReserved(string name)
    {
        foreach (char c in name)
        {
            if (MatcherLexer.IsReserved(c))
            {
                return true;
            }
        }

        return false;
    }

    private static string OpenMetricsEscape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}
