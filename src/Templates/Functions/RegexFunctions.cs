using Tocsin.Regexes;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that take patterns, the same for notifications and for rules.</summary>
internal static class RegexFunctions
{
    /// <summary>Whether a text holds a match.</summary>
    public static readonly GoFunction Match = GoFunction.Fixed(
        "match", [GoTypes.String, GoTypes.String], (scope, _, arguments) => IsMatch(scope, arguments));

    /// <summary>The text with every match replaced.</summary>
    public static readonly GoFunction ReplaceAll = GoFunction.Fixed(
        "reReplaceAll", [GoTypes.String, GoTypes.String, GoTypes.String], (scope, _, arguments) =>
            Replace(scope, arguments));

    private static GoBool IsMatch(IGoScope scope, ReadOnlySpan<GoValue> arguments)
    {
        ChargeRegex(scope, Text(arguments[0]), Text(arguments[1]));
        return RegexCache.Find(Text(arguments[0]), out Re2? regex) is { } error ? throw new GoErrorException(error)
            : regex!.IsMatch(GoText.ToValid(Text(arguments[1]))) ? GoBool.True
            : GoBool.False;
    }

    // Matching is linear in the text, with a factor that grows with the pattern.
    private static void ChargeRegex(IGoScope scope, string pattern, string text) =>
        scope.Charge((long)(text.Length + 16) * (1 + (pattern.Length / 16)));

    private static GoValue Replace(IGoScope scope, ReadOnlySpan<GoValue> arguments)
    {
        string pattern = Text(arguments[0]);
        ChargeRegex(scope, pattern, Text(arguments[2]));
        if (RegexCache.Find(pattern, out Re2? regex) is { } error)
        {
            string quoted = GoStrings.CanBackquote(pattern) ? $"`{pattern}`" : GoStrings.Quote(pattern);
            throw new GoErrorException($"regexp: Compile({quoted}): {error}");
        }

        return GoValue.Of(regex!.ReplaceAll(GoText.ToValid(Text(arguments[2])), Text(arguments[1])));
    }

    private static string Text(GoValue value) => ((GoString)value).Text;
}
