namespace Tocsin.Yaml;

/// <summary>How a value of one .NET type is read from a node and printed again. Immutable, shared by all threads.</summary>
/// <typeparam name="T">The .NET type.</typeparam>
public abstract class YamlType<T>
{
    /// <summary>The name of the Go type, which upstream's error texts show.</summary>
    public abstract string GoName { get; }

    /// <summary>Go's zero value: what an explicit null gives.</summary>
    public abstract T Zero { get; }

    /// <summary>Why null is refused, or null if it gives <see cref="Zero"/>.</summary>
    public virtual string? NullFault => null;

    /// <summary>Reads a node that is neither null nor an alias.</summary>
    /// <param name="reader">Where to report, and how to read children.</param>
    /// <param name="node">The node.</param>
    /// <param name="value">In: what the field holds by default. Out: what was read.</param>
    /// <returns>True if the value is usable, although errors may have been reported inside it.</returns>
    public abstract bool Read(YamlReader reader, YamlNode node, ref T value);

    /// <summary>The value as it is printed.</summary>
    public abstract YamlValue Write(T value);

    /// <summary>True if a field that is left out when empty may be left out.</summary>
    public virtual bool IsEmpty(T value) => EqualityComparer<T>.Default.Equals(value, Zero);
}
