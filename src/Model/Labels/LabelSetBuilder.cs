using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>Collects labels in any order and builds a <see cref="LabelSet"/>. Reusable after <see cref="Clear"/>.</summary>
/// <remarks>Not thread-safe. One builder per parser keeps its buffer, so that building costs one array.</remarks>
public sealed class LabelSetBuilder
{
    private const int BytesMin = 256;
    private const int FieldsMin = 8;

    private byte[] _bytes = [];
    private byte[] _block = [];
    private Field[] _fields = [];
    private int _length;

    /// <summary>How many labels were added, repeated names counted.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all labels and keeps the buffers.</summary>
    public void Clear()
    {
        _length = 0;
        Count = 0;
    }

    /// <summary>Adds a label in UTF-8; the bytes are copied. A later value of the same name wins.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Reserve(name.Length + value.Length);
        int start = _length;
        name.CopyTo(_bytes.AsSpan(_length));
        value.CopyTo(_bytes.AsSpan(_length + name.Length));
        _length += name.Length + value.Length;
        Push(new Field(start, name.Length, value.Length));
    }

    /// <summary>Adds a label; lone surrogates become U+FFFD.</summary>
    public void Add(string name, string value)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(name.Length) + Encoding.UTF8.GetMaxByteCount(value.Length));
        int start = _length;
        int nameLength = Encoding.UTF8.GetBytes(name, _bytes.AsSpan(start));
        int valueLength = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(start + nameLength));
        _length += nameLength + valueLength;
        Push(new Field(start, nameLength, valueLength));
    }

    /// <summary>Adds every label of <paramref name="labels"/>.</summary>
    public void AddRange(LabelSet labels)
    {
        foreach (LabelSet.Label label in labels)
        {
            Add(label.Name, label.Value);
        }
    }

    /// <summary>Builds the set.</summary>
    /// <param name="dropEmpty">Leave out labels with an empty value, which is how an alert's labels are cleaned.</param>
    public LabelSet Build(bool dropEmpty = false)
    {
        (int kept, int size) = Arrange(dropEmpty);
        if (kept == 0)
        {
            return LabelSet.Empty;
        }

        byte[] block = GC.AllocateUninitializedArray<byte>(size);
        Encode(kept, block);
        return new LabelSet(block, kept);
    }

    /// <summary>
    /// The block that the set would have, to look for a set that is there already. It lies in this builder until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Encode()
    {
        (int kept, int size) = Arrange(dropEmpty: false);
        if (_block.Length < size)
        {
            _block = new byte[Math.Max(size, BytesMin)];
        }

        Encode(kept, _block);
        return _block.AsSpan(0, size);
    }

    // Puts the labels in order, the last of each name alone, and says how many they are and how long their block is.
    private (int Kept, int Size) Arrange(bool dropEmpty)
    {
        Sort();
        int kept = 0;
        int size = 0;
        for (int i = 0; i < Count; i++)
        {
            bool repeated = i + 1 < Count && Name(_fields[i]).SequenceEqual(Name(_fields[i + 1]));
            if (repeated || (dropEmpty && _fields[i].ValueLength == 0))
            {
                continue;
            }

            _fields[kept] = _fields[i];
            size += LabelBlock.FieldSize(_fields[i].NameLength) + LabelBlock.FieldSize(_fields[i].ValueLength);
            kept++;
        }

        return (kept, size);
    }

    private void Encode(int kept, Span<byte> block)
    {
        int at = 0;
        for (int i = 0; i < kept; i++)
        {
            LabelBlock.WriteField(block, ref at, Name(_fields[i]));
            LabelBlock.WriteField(block, ref at, Value(_fields[i]));
        }
    }

    // Insertion sort: alerts carry about ten labels, mostly sorted already, and it is stable, so the last repeat wins.
    private void Sort()
    {
        for (int i = 1; i < Count; i++)
        {
            Field field = _fields[i];
            int j = i - 1;
            while (j >= 0 && Name(_fields[j]).SequenceCompareTo(Name(field)) > 0)
            {
                _fields[j + 1] = _fields[j];
                j--;
            }

            _fields[j + 1] = field;
        }
    }

    private ReadOnlySpan<byte> Name(Field field) => _bytes.AsSpan(field.Start, field.NameLength);

    private ReadOnlySpan<byte> Value(Field field) => _bytes.AsSpan(field.Start + field.NameLength, field.ValueLength);

    private void Push(Field field)
    {
        if (Count == _fields.Length)
        {
            Array.Resize(ref _fields, Math.Max(Count * 2, FieldsMin));
        }

        _fields[Count++] = field;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(_bytes.Length * 2, _length + more), BytesMin));
        }
    }

    private readonly record struct Field(int Start, int NameLength, int ValueLength);
}
