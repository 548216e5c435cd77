using System.Collections.Frozen;

namespace Tocsin.Templates.Html;

/// <summary>Which values of a script's type make its body JavaScript, or JSON, which escapes alike.</summary>
internal static class ScriptTypes
{
    // Source: HTML §4.12.1, RFC 4329 and RFC 4627; the list is Go's. To browsers an empty type is JavaScript too.
    private static readonly FrozenSet<string> JavaScript = FrozenSet.ToFrozenSet(
    [
        "", "application/ecmascript", "application/javascript", "application/json", "application/ld+json",
        "application/x-ecmascript", "application/x-javascript", "module", "text/ecmascript", "text/javascript",
        "text/javascript1.0", "text/javascript1.1", "text/javascript1.2", "text/javascript1.3", "text/javascript1.4",
        "text/javascript1.5", "text/jscript", "text/livescript", "text/x-ecmascript", "text/x-javascript",
    ]);

    public static bool IsJavaScript(ReadOnlySpan<char> type)
    {
        int parameters = type.IndexOf(';');
        return JavaScript.Contains((parameters < 0 ? type : type[..parameters]).Trim().ToString().ToLowerInvariant());
    }
}
