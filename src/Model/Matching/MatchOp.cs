namespace Tocsin.Model.Matching;

/// <summary>How a matcher compares. Persisted, and the order in which equal matchers print: values are never reused.</summary>
public enum MatchOp : byte
{
    /// <summary><c>=</c></summary>
    Equal = 0,

    /// <summary><c>!=</c></summary>
    NotEqual = 1,

    /// <summary><c>=~</c></summary>
    Regex = 2,

    /// <summary><c>!~</c></summary>
    NotRegex = 3,
}

/// <summary>The operators' signs.</summary>
public static class MatchOpExtensions
{
    /// <summary>The operator as written.</summary>
    public static string Sign(this MatchOp op) => op switch
    {
        MatchOp.Equal => "=",
        MatchOp.NotEqual => "!=",
        MatchOp.Regex => "=~",
        _ => "!~",
    };

    /// <summary>True for <c>=~</c> and <c>!~</c>.</summary>
    public static bool IsRegex(this MatchOp op) => op is MatchOp.Regex or MatchOp.NotRegex;

    /// <summary>True for <c>=</c> and <c>=~</c>.</summary>
    public static bool IsPositive(this MatchOp op) => op is MatchOp.Equal or MatchOp.Regex;
}
