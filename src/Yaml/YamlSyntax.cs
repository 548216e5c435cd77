using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Tocsin.Yaml;

/// <summary>Tells a scanner's complaint in libyaml's words, which operators know and search for.</summary>
internal static partial class YamlSyntax
{
    // What YamlDotNet says (a part of it) and what libyaml says in the same situation.
    private static readonly (string Ours, string Upstream)[] Known =
    [
        ("could not find expected ':'", "could not find expected ':'"),
        ("Mapping values are not allowed", "mapping values are not allowed in this context"),
        ("found invalid mapping", "mapping values are not allowed in this context"),
        ("invalid tab as indentation", "found a tab character where an indentation space is expected"),
        ("Block sequence entries are not allowed", "block sequence entries are not allowed in this context"),
        ("Mapping keys are not allowed", "mapping keys are not allowed in this context"),
        ("did not find expected key", "did not find expected key"),
        ("did not find expected '-' indicator", "did not find expected '-' indicator"),
        ("did not find expected ',' or ']'", "did not find expected ',' or ']'"),
        ("did not find expected ',' or '}'", "did not find expected ',' or '}'"),
        ("cannot start any token", "found character that cannot start any token"),
        ("unexpected end of stream", "found unexpected end of stream"),
        ("unexpected document indicator", "found unexpected document indicator"),
        ("did not find the expected '>'", "did not find the expected '>'"),
        ("preceding <document end>", "did not find expected <document start>"),
        ("unknown escape character", "found unknown escape character"),
        ("value containing disallowed", "did not find expected alphabetic or numeric character"),
        ("did not find expected alphabetic or numeric character", "did not find expected alphabetic or numeric character"),
        ("did not find expected node content", "did not find expected node content"),
        ("expected comment or a line break", "did not find expected comment or line break"),
        ("found a tab character", "found a tab character that violates indentation"),
        ("undefined tag handle", "found undefined tag handle"),
        ("duplicate %YAML directive", "found duplicate %YAML directive"),
        ("did not find expected <document start>", "did not find expected <document start>"),
    ];

    public static YamlDiagnostic Describe(YamlException e, YamlPosition start, YamlPosition end)
    {
        string message = Place().Replace(e.Message, "");
        string text = Known.FirstOrDefault(k => message.Contains(k.Ours, StringComparison.OrdinalIgnoreCase)).Upstream
            ?? Context().Replace(char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.'), "");

        // A quoted scalar or a flow list without its end is noticed at the end of the file; where it began helps.
        YamlPosition at = text.Contains("end of stream", StringComparison.Ordinal) ? start : end.IsUnknown ? start : end;
        bool said = text.StartsWith("unknown anchor", StringComparison.Ordinal)
            || text.StartsWith("exceeded", StringComparison.Ordinal) || at.IsUnknown;
        return new(YamlFault.Syntax, at, "", said ? "yaml: " + text : $"yaml: line {at.Line}: {text}");
    }

    [GeneratedRegex(@"^while [a-z]+ [^,]*, ", RegexOptions.NonBacktracking)]
    private static partial Regex Context();

    [GeneratedRegex(@"\(Lin?e?:? ?\d+.*?\): ", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
