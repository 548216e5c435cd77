namespace Tocsin.Model.Matching;

/// <summary>Why a matcher text should be rewritten although it was accepted.</summary>
public enum MatcherWarningKind
{
    /// <summary>Only the classic grammar accepts the text.</summary>
    Incompatible,

    /// <summary>Both accept it but understand different things; the classic meaning was taken.</summary>
    Disagreement,
}

/// <summary>A matcher text was accepted in a way that newer releases will not.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Input">The text.</param>
/// <param name="Error">What the newer grammar says; empty for a disagreement.</param>
/// <param name="Suggestion">The same matchers as both grammars read them; empty for a disagreement.</param>
public sealed record MatcherWarning(MatcherWarningKind Kind, string Input, string Error, string Suggestion)
{
    /// <summary>The text of upstream's log line.</summary>
    public string Message => Kind == MatcherWarningKind.Disagreement
        ? "Matchers input has disagreement"
        : "Alertmanager is moving to a new parser for labels and matchers, and this input is incompatible. "
            + "Alertmanager has instead parsed the input using the classic matchers parser as a fallback. "
            + "To make this input compatible with the UTF-8 matchers parser please make sure all regular expressions "
            + "and values are double-quoted and backslashes are escaped. "
            + "If you are still seeing this message please open an issue.";
}
