using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Tocsin.PromQL.Ast;

/// <summary>An immutable list that equals another with equal elements. The default value is empty.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly ImmutableArray<T> _items;

    internal ValueList(ImmutableArray<T> items) => _items = items;

    /// <summary>How many there are.</summary>
    public int Count => _items.IsDefault ? 0 : _items.Length;

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The element at an index.</summary>
    public T this[int index] => _items[index];

    /// <summary>The elements in one piece.</summary>
    public ReadOnlySpan<T> AsSpan() => _items.IsDefault ? default : _items.AsSpan();

    /// <summary>The same elements and one more.</summary>
    public ValueList<T> Add(T item) => new(_items.IsDefault ? [item] : _items.Add(item));

    /// <summary>Walks the elements without allocating.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => (_items.IsDefault ? [] : (IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => AsSpan().SequenceEqual(other.AsSpan(), EqualityComparer<T>.Default);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (T item in AsSpan())
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>True if both hold equal elements in the same order.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>False if both hold equal elements in the same order.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);
}

/// <summary>Makes value lists.</summary>
public static class ValueList
{
    /// <summary>A list of the elements, in order.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
