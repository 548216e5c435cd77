namespace Tocsin.Rules.Files;

/// <summary>Where rule files are read from. Thread-safe.</summary>
public interface IRuleFiles
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">The bytes, owned by the caller.</param>
    /// <returns>What went wrong, or null.</returns>
    string? TryRead(string path, out byte[] content);

    /// <summary>The files that match a pattern with <c>*</c>, <c>?</c> and <c>[…]</c> in any part, sorted.</summary>
    IReadOnlyList<string> Glob(string pattern);
}
