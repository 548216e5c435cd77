using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>
/// An immutable set of labels in one UTF-8 block, sorted by name. Label sets are most of the program's memory, and
/// they travel as UTF-8 at both ends, so nothing is decoded on the way through.
/// </summary>
/// <remarks>
/// Layout of <see cref="Encoded"/>, repeated per label in bytewise order of the name:
/// <code>
/// +-----------+------+------------+-------+
/// | varint n  | name | varint v   | value |     varint: LEB128, low 7 bits first
/// +-----------+------+------------+-------+
/// </code>
/// Bytewise order of UTF-8 is Go's string order, which UTF-16 ordinal order is not. Safe for concurrent reads.
/// </remarks>
public sealed class LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>
{
    /// <summary>The set without labels.</summary>
    public static readonly LabelSet Empty = new([], 0);

    private readonly byte[] _encoded;

    // Both are found when they are first asked for, 0 until then; two threads that find one write the same.
    private ulong _fingerprint;
    private int _hash;

    internal LabelSet(byte[] encoded, int count)
    {
        _encoded = encoded;
        Count = count;
    }

    /// <summary>How many labels there are.</summary>
    public int Count { get; }

    /// <summary>The FNV-1a fingerprint, computed once, and not for sets that only an evaluation sees.</summary>
    public Fingerprint Fingerprint
    {
        get
        {
            ulong known = _fingerprint;
            if (known == 0)
            {
                _fingerprint = known = ComputeFingerprint().Value;
            }

            return new Fingerprint(known);
        }
    }

    /// <summary>The block described in the remarks; the set keeps ownership.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The value of the label, or null if the set has none of that name.</summary>
    public string? this[string name]
    {
        get
        {
            Span<byte> utf8 = stackalloc byte[256];
            return Encoding.UTF8.TryGetBytes(name, utf8, out int length)
                ? Decode(utf8[..length])
                : Decode(Encoding.UTF8.GetBytes(name));
        }
    }

    /// <summary>Reads back a block made by <see cref="Encoded"/>.</summary>
    /// <exception cref="FormatException">The bytes are not such a block: cut short, or names out of order.</exception>
    public static LabelSet FromEncoded(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty)
        {
            return Empty;
        }

        int count = 0;
        int at = 0;
        ReadOnlySpan<byte> previous = default;
        while (at < encoded.Length)
        {
            ReadOnlySpan<byte> name = LabelBlock.ReadField(encoded, ref at);
            LabelBlock.ReadField(encoded, ref at);
            if (count > 0 && previous.SequenceCompareTo(name) >= 0)
            {
                throw new FormatException("label names are not in ascending order");
            }

            previous = name;
            count++;
        }

        return new LabelSet(encoded.ToArray(), count);
    }

    /// <summary>Builds a set from pairs; empty values are kept, a repeated name takes its last value.</summary>
    public static LabelSet Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in labels)
        {
            builder.Add(name, value);
        }

        return builder.Build();
    }

    /// <summary>Finds a label by its UTF-8 name; <paramref name="value"/> points into this set.</summary>
    public bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int at = 0;
        ReadOnlySpan<byte> encoded = _encoded;
        while (at < encoded.Length)
        {
            ReadOnlySpan<byte> candidate = LabelBlock.ReadField(encoded, ref at);
            ReadOnlySpan<byte> found = LabelBlock.ReadField(encoded, ref at);
            if (candidate.SequenceEqual(name))
            {
                value = found;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The UTF-8 value, or nothing: a missing label and an empty one match alike.</summary>
    public ReadOnlySpan<byte> ValueOrEmpty(ReadOnlySpan<byte> name) => TryGetValue(name, out var value) ? value : default;

    /// <summary>The set without a label of this UTF-8 name; itself if it has none.</summary>
    public LabelSet Without(ReadOnlySpan<byte> name)
    {
        int at = 0;
        ReadOnlySpan<byte> encoded = _encoded;
        while (at < encoded.Length)
        {
            int start = at;
            ReadOnlySpan<byte> candidate = LabelBlock.ReadField(encoded, ref at);
            LabelBlock.ReadField(encoded, ref at);
            if (candidate.SequenceEqual(name))
            {
                return Count == 1 ? Empty : new LabelSet([.. encoded[..start], .. encoded[at..]], Count - 1);
            }
        }

        return this;
    }

    /// <summary>The labels in name order.</summary>
    public Enumerator GetEnumerator() => new(_encoded);

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] LabelSet? other) =>
        ReferenceEquals(this, other) || (other is not null && _encoded.AsSpan().SequenceEqual(other._encoded));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int known = _hash;
        if (known == 0)
        {
            _hash = known = HashOf(_encoded);
        }

        return known;
    }

    /// <summary>The hash code of the set with this block, which need not be made for it.</summary>
    public static int HashOf(ReadOnlySpan<byte> encoded)
    {
        // Several bytes at a time, which FNV cannot do.
        var hash = default(HashCode);
        hash.AddBytes(encoded);
        return hash.ToHashCode();
    }

    /// <summary>Fewer labels first; then, at the first difference in name order, the set that lacks the name.</summary>
    // Source: Prometheus common/model, LabelSet.Before.
    public int CompareTo(LabelSet? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (Count != other.Count)
        {
            return Count.CompareTo(other.Count);
        }

        Enumerator left = GetEnumerator();
        Enumerator right = other.GetEnumerator();
        while (left.MoveNext() && right.MoveNext())
        {
            int order = right.Current.Name.SequenceCompareTo(left.Current.Name);
            order = order != 0 ? order : left.Current.Value.SequenceCompareTo(right.Current.Value);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>
    /// The set as upstream prints it in group keys: <c>{a="b", c="d"}</c>, values quoted, names as they are, whatever
    /// they hold.
    /// </summary>
    public override string ToString()
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[512]);
        string before = "{";
        foreach (Label label in this)
        {
            text.AppendLiteral(before);
            GoQuote.AppendAsIs(ref text, label.Name);
            text.AppendLiteral("=");
            GoQuote.Append(ref text, label.Value);
            before = ", ";
        }

        text.AppendLiteral(_encoded.Length == 0 ? "{}" : "}");
        return text.ToStringAndClear();
    }

    private Fingerprint ComputeFingerprint()
    {
        Fingerprint hash = Fingerprint.Start;
        foreach (Label label in this)
        {
            hash = hash.AddField(label.Name).AddField(label.Value);
        }

        return hash;
    }

    private string? Decode(ReadOnlySpan<byte> name) =>
        TryGetValue(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>One label; the spans point into the set that it came from.</summary>
    public readonly ref struct Label(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        /// <summary>The name in UTF-8.</summary>
        public ReadOnlySpan<byte> Name { get; } = name;

        /// <summary>The value in UTF-8.</summary>
        public ReadOnlySpan<byte> Value { get; } = value;

        /// <summary>The name, decoded.</summary>
        public string NameText => Encoding.UTF8.GetString(Name);

        /// <summary>The value, decoded.</summary>
        public string ValueText => Encoding.UTF8.GetString(Value);
    }

    /// <summary>Walks the labels without allocating.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> encoded)
    {
        private readonly ReadOnlySpan<byte> _encoded = encoded;
        private int _at;

        /// <summary>The label at hand.</summary>
        public Label Current { get; private set; }

        /// <summary>Steps to the next label; false at the end.</summary>
        public bool MoveNext()
        {
            if (_at >= _encoded.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> name = LabelBlock.ReadField(_encoded, ref _at);
            Current = new Label(name, LabelBlock.ReadField(_encoded, ref _at));
            return true;
        }
    }
}
