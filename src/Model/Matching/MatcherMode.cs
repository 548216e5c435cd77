namespace Tocsin.Model.Matching;

/// <summary>Which grammar reads matchers, and which names a label may have.</summary>
public enum MatcherMode
{
    /// <summary>Both grammars; the classic one wins where they differ. The default.</summary>
    Fallback,

    /// <summary>The newer grammar only: <c>--enable-feature=utf8-strict-mode</c>.</summary>
    Utf8Strict,

    /// <summary>The older grammar only, and classic label names: <c>--enable-feature=classic-mode</c>.</summary>
    Classic,
}
