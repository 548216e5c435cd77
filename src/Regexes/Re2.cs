using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tocsin.Regexes;

/// <summary>How a pattern is tied to the ends of the text.</summary>
public enum Re2Anchoring
{
    /// <summary>A match may lie anywhere in the text.</summary>
    None,

    /// <summary>The whole text must match, <c>^(?:…)$</c>: Alertmanager's matchers.</summary>
    Whole,

    /// <summary>Likewise, and the dot matches a newline too, <c>^(?s:…)$</c>: Prometheus's selectors and relabeling.</summary>
    WholeDotAll,
}

/// <summary>
/// A regular expression in RE2's language, with its meaning and its error texts, matched in linear time on UTF-8.
/// </summary>
/// <remarks>
/// <para>
/// An engine of our own rather than <see cref="System.Text.RegularExpressions"/>: RE2's <c>\b</c> knows ASCII words only,
/// which the non-backtracking engine of .NET cannot say; label values are UTF-8 and a character beyond the BMP is one
/// character; and a label regex is mostly a set of texts or a prefix, which needs no automaton.
/// </para>
/// <para>Thread-safe. Memory is bounded: what an automaton learns is kept up to a megabyte.</para>
/// </remarks>
public sealed class Re2
{
    // Label values longer than this are rare enough to rent a buffer for.
    private const int StackBytes = 512;

    private readonly TextMatcher? _simple;
    private readonly Lazy<RegexProgram> _program;
    private readonly Lazy<LazyDfa> _automaton;

    private Re2(string pattern, RegexNode root, int groups)
    {
        Pattern = pattern;
        _simple = LiteralAnalysis.Find(root);
        Prefixes = LiteralAnalysis.Prefixes(root);
        _program = new(() => RegexCompiler.Compile(root, groups));
        _automaton = new(() => new LazyDfa(_program.Value));
    }

    /// <summary>The pattern as given, without the anchoring.</summary>
    public string Pattern { get; }

    /// <summary>
    /// The texts that match, if the pattern is anchored and they are few (at most some hundred); else null. An index
    /// over labels can use them in place of the pattern.
    /// </summary>
    public IReadOnlyList<string>? Literals => _simple?.Literals;

    /// <summary>
    /// Texts of which exactly one begins each text that matches, if the pattern is anchored and they are few and not
    /// empty; else null.
    /// </summary>
    public IReadOnlyList<string>? Prefixes { get; }

    /// <summary>The names of the groups by number, "" for none; number 0 is the whole match.</summary>
    public IReadOnlyList<string> GroupNames => _program.Value.GroupNames;

    /// <summary>Compiles a pattern; false with Go's error text if RE2 refuses it.</summary>
    public static bool TryCompile(
        string pattern, Re2Anchoring anchoring, [NotNullWhen(true)] out Re2? regex, [NotNullWhen(false)] out string? error)
    {
        // The anchors are put around the text, not around the tree, since that is what upstream does: "a)|(b" passes.
        string whole = anchoring switch
        {
            Re2Anchoring.Whole => $"^(?:{pattern})$",
            Re2Anchoring.WholeDotAll => $"^(?s:{pattern})$",
            _ => pattern,
        };
        try
        {
            (RegexNode root, int groups) = RegexParser.Parse(whole, RegexFlags.None);
            regex = new Re2(pattern, root, groups);
            error = null;
            return true;
        }
        catch (RegexSyntaxException refused)
        {
            regex = null;
            error = refused.Message;
            return false;
        }
    }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">The pattern in RE2's syntax.</param>
    /// <param name="anchored">True if the whole text must match.</param>
    /// <exception cref="FormatException">RE2 refuses the pattern; the message is Go's.</exception>
    public static Re2 Compile(string pattern, bool anchored = false) =>
        TryCompile(pattern, anchored ? Re2Anchoring.Whole : Re2Anchoring.None, out Re2? regex, out string? error)
            ? regex
            : throw new FormatException(error);

    /// <summary>The text with RE2's special characters escaped, as Go's <c>QuoteMeta</c>.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>True if the text in UTF-8 matches. Does not allocate once the automaton has seen such texts.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text) => _simple?.IsMatch(text) ?? _automaton.Value.IsMatch(text);

    /// <summary>True if the text matches; a lone surrogate counts as U+FFFD.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (text.Length <= StackBytes / 3)
        {
            Span<byte> utf8 = stackalloc byte[StackBytes];
            return IsMatch(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return IsMatch(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// The groups of the leftmost match, number 0 being the whole of it and null a group that took no part; null if
    /// nothing matches.
    /// </summary>
    public IReadOnlyList<string?>? Find(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (new PikeVm(_program.Value, utf8).Find(0) is not { } slots)
        {
            return null;
        }

        string?[] groups = new string?[slots.Length / 2];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = slots[2 * i] < 0 ? null : Encoding.UTF8.GetString(utf8.AsSpan(slots[2 * i]..slots[(2 * i) + 1]));
        }

        return groups;
    }

    /// <summary>The leftmost match in a text of any bytes; null if nothing matches. The text must stay as it is.</summary>
    public Re2Match? FindIn(byte[] text) =>
        new PikeVm(_program.Value, text).Find(0) is { } slots ? new Re2Match(_program.Value, text, slots) : null;

    /// <summary>
    /// The text with every match replaced by the template, in which <c>$1</c>, <c>$name</c> and <c>${name}</c> stand for
    /// groups and <c>$$</c> for a dollar sign. Go's <c>ReplaceAllString</c>.
    /// </summary>
    public string ReplaceAll(string text, string template) => Replacement.All(_program.Value, text, template);
}
