namespace Tocsin.Templates.Execution;

/// <summary>
/// What one execution may use; beyond it the execution ends with an error instead of hanging or crashing.
/// </summary>
public sealed record TemplateLimits
{
    /// <summary>The limits for notifications.</summary>
    public static readonly TemplateLimits Default = new();

    /// <summary>Characters of output. No receiver takes nearly as many.</summary>
    public int OutputCharsMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Units of work, about one per value that is looked at. Ten thousand alerts by e-mail take two million.
    /// </summary>
    public long WorkMax { get; init; } = 10_000_000;

    /// <summary>
    /// Templates called from templates. Go stops at 100,000, which takes more stack than a thread here has.
    /// </summary>
    public int DepthMax { get; init; } = 250;

    /// <summary>Bodies within bodies, of templates, conditions and loops together.</summary>
    public int NestingMax { get; init; } = 1000;
}
