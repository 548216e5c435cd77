using Tocsin.Rules.Files;
using Tocsin.Server.Config;

namespace Tocsin.Server.Rules;

/// <summary>Rule files come from where all configuration comes from.</summary>
public sealed class RuleFileSource(IFileSource files) : IRuleFiles
{
    /// <inheritdoc/>
    public string? TryRead(string path, out byte[] content) => files.TryRead(path, out content);

    /// <inheritdoc/>
    public IReadOnlyList<string> Glob(string pattern) => files.Glob(pattern);
}
