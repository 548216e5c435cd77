namespace Tocsin.Routing.Intake;

/// <summary>How items of a <see cref="KeyedItems{TKey, TItem, TRule}"/> are found.</summary>
public interface IKeyRule<TKey, in TItem>
    where TKey : allows ref struct
{
    /// <summary>The key that the item has itself, and never changes.</summary>
    static abstract TKey KeyOf(TItem item);

    /// <summary>A number in which the keys differ, in its upper bits as in its lower ones.</summary>
    static abstract int HashOf(TKey key);

    /// <summary>True if it is the item of that key.</summary>
    static abstract bool Is(TItem item, TKey key);
}
