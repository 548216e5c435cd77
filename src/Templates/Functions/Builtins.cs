using System.Buffers;
using System.Text;
using Tocsin.Templates.Formatting;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions of Go's template language itself.</summary>
internal static class Builtins
{
    public static readonly GoFunction[] All =
    [
        // and and or are expressions of their own, since they do not look at all of their arguments.
        GoFunction.Variadic("and", [GoTypes.Value, GoTypes.Value], (_, _, arguments) => arguments[^1]),
        GoFunction.Variadic("or", [GoTypes.Value, GoTypes.Value], (_, _, arguments) => arguments[^1]),
        GoFunction.Fixed("not", [GoTypes.Value], (_, _, arguments) => GoValue.Of(!arguments[0].IsTrue)),
        GoFunction.Variadic("print", [GoTypes.Any], (_, _, arguments) => GoValue.Of(GoFormat.Sprint(arguments))),
        GoFunction.Variadic("println", [GoTypes.Any], (_, _, arguments) => GoValue.Of(GoFormat.Sprintln(arguments))),
        GoFunction.Variadic("printf", [GoTypes.String, GoTypes.Any], (_, _, arguments) =>
            GoValue.Of(GoFormat.Sprintf(((GoString)arguments[0]).Text, arguments[1..]))),
        GoFunction.Variadic("html", [GoTypes.Any], (_, _, arguments) => GoValue.Of(Html(Joined(arguments)))),
        GoFunction.Variadic("js", [GoTypes.Any], (_, _, arguments) => GoValue.Of(JavaScript(Joined(arguments)))),
        GoFunction.Variadic("urlquery", [GoTypes.Any], (_, _, arguments) =>
            GoValue.Of(UrlText.QueryEscape(Joined(arguments)))),
        GoFunction.Variadic("call", [GoTypes.Value, GoTypes.Value], (_, _, arguments) => Call(arguments[0])),
        GoFunction.Fixed("len", [GoTypes.Value], (_, _, arguments) => GoValue.Of((long)Indexing.Length(arguments[0]))),
        GoFunction.Variadic("index", [GoTypes.Value, GoTypes.Value], (_, _, arguments) =>
            Indexing.Index(arguments[0], arguments[1..])),
        GoFunction.Variadic("slice", [GoTypes.Value, GoTypes.Value], (_, _, arguments) =>
            Indexing.Slice(arguments[0], arguments[1..])),
        GoFunction.Variadic("eq", [GoTypes.Value, GoTypes.Value], (_, _, arguments) =>
            GoValue.Of(Comparisons.IsEqual(arguments[0], arguments[1..]))),
        GoFunction.Fixed("ne", [GoTypes.Value, GoTypes.Value], (_, _, arguments) =>
            GoValue.Of(!Comparisons.IsEqual(arguments[0], arguments[1..]))),
        Ordering("lt", (left, right) => Comparisons.IsLess(left, right)),
        Ordering("le", (left, right) => Comparisons.IsLess(left, right) || Comparisons.IsEqual(left, [right])),
        Ordering("gt", (left, right) => !Comparisons.IsLess(left, right) && !Comparisons.IsEqual(left, [right])),
        Ordering("ge", (left, right) => !Comparisons.IsLess(left, right)),
    ];

    private static readonly SearchValues<char> HtmlSpecials = SearchValues.Create("'\"&<>\0");

    /// <summary>The text with the characters of HTML escaped, and NUL replaced.</summary>
    public static string Html(string text)
    {
        if (text.AsSpan().IndexOfAny(HtmlSpecials) < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\0' => escaped.Append('\uFFFD'),
                '"' => escaped.Append("&#34;"),
                '\'' => escaped.Append("&#39;"),
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static string JavaScript(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune rune in GoText.ToValid(text).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => escaped.Append(@"\\"),
                '\'' => escaped.Append(@"\'"),
                '"' => escaped.Append("\\\""),
                '<' or '>' or '&' or '=' or < ' ' => Escape(escaped, rune.Value),
                >= 0x80 when !GoStrings.IsPrintable(rune) => Escape(escaped, rune.Value),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    private static StringBuilder Escape(StringBuilder escaped, int rune) =>
        escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{rune:X4}");

    // One string is taken as it is; anything else is printed first, and what is missing says so.
    private static string Joined(ReadOnlySpan<GoValue> arguments)
    {
        var printed = new GoValue[arguments.Length];
        for (int i = 0; i < printed.Length; i++)
        {
            printed[i] = arguments[i] switch
            {
                { IsNil: true } => GoValue.Of("<no value>"),
                GoPointer pointer => pointer.Target,
                GoValue other => other,
            };
        }

        return GoFormat.Sprint(printed);
    }

    // No value of a notification is a function, so there is nothing that can be called.
    private static GoValue Call(GoValue value) => throw new GoErrorException(
        value.IsNil ? "call of nil" : "non-function of type " + value.Type);

    private static GoFunction Ordering(string name, Func<GoValue, GoValue, bool> decide) =>
        GoFunction.Fixed(name, [GoTypes.Value, GoTypes.Value], (_, _, arguments) =>
            GoValue.Of(decide(arguments[0], arguments[1])));
}
