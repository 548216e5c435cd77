namespace Tocsin.Yaml;

/// <summary>How strictly a document is read.</summary>
public sealed record YamlReadOptions
{
    /// <summary>Accept the keys that Tocsin adds to upstream's. Off, they are unknown, exactly as upstream says.</summary>
    public bool AllowExtensions { get; init; } = true;

    /// <summary>Pass over keys that are not known instead of refusing them.</summary>
    public bool IgnoreUnknown { get; init; }

    /// <summary>What the caller's own types must know to read, such as which matcher grammar holds; null for defaults.</summary>
    public object? Dialect { get; init; }
}
