namespace Tocsin.Yaml;

/// <summary>A place in a file. Both numbers start at 1; <c>default</c> means that the place is not known.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in characters, from 1.</param>
public readonly record struct YamlPosition(int Line, int Column)
{
    /// <summary>True if no place was recorded.</summary>
    public bool IsUnknown => Line == 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
