namespace Tocsin.Yaml;

/// <summary>How large a document may be. A configuration is a few kilobytes; these only stop an attack.</summary>
public static class YamlLimits
{
    /// <summary>The longest text that is read, in bytes.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>The deepest nesting, aliases followed.</summary>
    public const int DepthMax = 128;

    /// <summary>How many nodes are read at most, aliases followed. Upstream's rule on ratios applies before.</summary>
    public const int NodesMax = 4_000_000;
}
