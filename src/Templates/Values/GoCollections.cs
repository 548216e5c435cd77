namespace Tocsin.Templates.Values;

/// <summary>A slice.</summary>
public class GoList : GoValue
{
    private readonly GoValue[] _elements;
    private readonly GoType _type;

    /// <summary>Wraps elements; the list takes the array over.</summary>
    public GoList(GoValue[] elements, GoType type) => (_elements, _type) = (elements, type);

    /// <summary>The number of elements.</summary>
    public int Count => _elements.Length;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<GoValue> Elements => _elements;

    /// <inheritdoc/>
    public sealed override GoType Type => _type;

    /// <inheritdoc/>
    public sealed override bool IsTrue => _elements.Length > 0;

    /// <summary>The element at an index.</summary>
    public GoValue this[int index] => _elements[index];

    /// <summary>A <c>[]string</c>.</summary>
    public static GoList OfStrings(params IEnumerable<string> texts) => new([.. texts.Select(Of)], GoTypes.StringList);

    /// <summary>The texts of a list of strings.</summary>
    public string[] ToStrings()
    {
        string[] texts = new string[Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = _elements[i] is GoString text ? text.Text : "";
        }

        return texts;
    }
}

/// <summary>A map with string keys, which it hands out in Go's order (by UTF-8 bytes).</summary>
public abstract class GoMap : GoValue
{
    /// <summary>The number of entries.</summary>
    public abstract int Count { get; }

    /// <inheritdoc/>
    public sealed override bool IsTrue => Count > 0;

    /// <summary>The key at an index of the order.</summary>
    public abstract string KeyAt(int index);

    /// <summary>The value at an index of the order.</summary>
    public abstract GoValue ValueAt(int index);

    /// <summary>The value of a key, or null.</summary>
    public abstract GoValue? Find(string key);

    /// <summary>The value of a key, or the zero value of the element type, as <c>missingkey=zero</c> has it.</summary>
    public GoValue FindOrZero(string key) => Find(key) ?? ZeroOf(Type.Element!);
}

/// <summary>A <c>map[string]interface {}</c>, as <c>dict</c> makes it.</summary>
public sealed class GoDictionary : GoMap
{
    private readonly string[] _keys;
    private readonly Dictionary<string, GoValue> _values;

    /// <summary>Wraps entries; the map takes the dictionary over.</summary>
    public GoDictionary(Dictionary<string, GoValue> values)
    {
        _values = values;
        _keys = [.. values.Keys];
        Array.Sort(_keys, GoText.CompareBytes);
    }

    /// <inheritdoc/>
    public override GoType Type => GoTypes.AnyMap;

    /// <inheritdoc/>
    public override int Count => _keys.Length;

    /// <inheritdoc/>
    public override string KeyAt(int index) => _keys[index];

    /// <inheritdoc/>
    public override GoValue ValueAt(int index) => _values[_keys[index]];

    /// <inheritdoc/>
    public override GoValue? Find(string key) => _values.GetValueOrDefault(key);
}

/// <summary>A struct; the type names the fields.</summary>
public abstract class GoStruct : GoValue
{
    /// <inheritdoc/>
    public sealed override bool IsTrue => true;

    /// <summary>The value of the field at an index of <see cref="GoType.Fields"/>.</summary>
    public abstract GoValue FieldAt(int index);
}

/// <summary>A pointer, such as the one to the data that a notification's templates start with.</summary>
public sealed class GoPointer(GoValue target, GoType type) : GoValue
{
    /// <summary>What it points to.</summary>
    public GoValue Target { get; } = target;

    /// <inheritdoc/>
    public override GoType Type { get; } = type;

    /// <inheritdoc/>
    public override bool IsTrue => true;

    /// <inheritdoc/>
    public override string? Stringer => Target.Stringer;
}
