namespace Tocsin.Server.Config;

/// <summary>Where the loader gets files from, so that it can be tested without a disk. Thread-safe.</summary>
public interface IFileSource
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">The bytes, owned by the caller.</param>
    /// <returns>The error's text as upstream gives it, or null.</returns>
    string? TryRead(string path, out byte[] content);

    /// <summary>The files that match a pattern with <c>*</c>, <c>?</c> and <c>[…]</c> in any part, sorted.</summary>
    IReadOnlyList<string> Glob(string pattern);
}
