using System.Runtime.CompilerServices;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Index;

/// <summary>
/// The distinct pairs of a name and a value in memory, each with a number: what thousands of series have in common is there
/// once, and a series is a few bytes of numbers. One writer; anyone may read the pairs of a series that is not gone.
/// </summary>
internal sealed class LabelPairs
{
    private readonly Stack<int> _free = [];
    private PostingList?[] _pairs = new PostingList?[64];
    private int _last;

    /// <summary>Held while labels are made of pairs, so that all who ask for those of a series get one object.</summary>
    public Lock Making { get; } = new();

    /// <summary>A new pair, without series.</summary>
    public PostingList Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var encoded = new ChunkWriter();
        encoded.WriteVarint((ulong)name.Length);
        encoded.WriteBytes(name);
        encoded.WriteVarint((ulong)value.Length);
        encoded.WriteBytes(value);
        int number = _free.TryPop(out int free) ? free : _last++;
        if (number >= _pairs.Length)
        {
            var larger = new PostingList?[_pairs.Length * 2];
            _pairs.CopyTo(larger, 0);
            Volatile.Write(ref _pairs, larger);
        }

        var pair = new PostingList(number, encoded.Written.ToArray());
        Volatile.Write(ref _pairs[number], pair);
        return pair;
    }

    /// <summary>Forgets a pair that no series has any more; its number serves again.</summary>
    public void Remove(PostingList pair)
    {
        _pairs[pair.Number] = null;
        _free.Push(pair.Number);
    }

    /// <summary>Appends the labels that pairs stand for, encoded as a label set.</summary>
    /// <param name="numbers">Varints, in the order of their names.</param>
    /// <param name="into">Where to.</param>
    /// <returns>False if a pair is gone.</returns>
    public bool TryWrite(ReadOnlySpan<byte> numbers, ChunkWriter into)
    {
        PostingList?[] pairs = Volatile.Read(ref _pairs);
        for (int at = 0; at < numbers.Length;)
        {
            if (pairs[Next(numbers, ref at)] is not { } pair)
            {
                return false;
            }

            into.WriteBytes(pair.Encoded);
        }

        return true;
    }

    /// <summary>True if the pairs stand for just these labels.</summary>
    public bool AreThese(ReadOnlySpan<byte> numbers, LabelSet labels)
    {
        ReadOnlySpan<byte> rest = labels.Encoded;
        for (int at = 0; at < numbers.Length;)
        {
            ReadOnlySpan<byte> pair = _pairs[Next(numbers, ref at)]!.Encoded;
            if (!rest.StartsWith(pair))
            {
                return false;
            }

            rest = rest[pair.Length..];
        }

        return rest.IsEmpty;
    }

    /// <summary>The value that pairs have for a name; nothing if they have none.</summary>
    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> name)
    {
        for (int at = 0; at < numbers.Length;)
        {
            var pair = new LabelSet.Enumerator(_pairs[Next(numbers, ref at)]!.Encoded);
            if (pair.MoveNext() && pair.Current.Name.SequenceEqual(name))
            {
                return pair.Current.Value;
            }
        }

        return default;
    }

    /// <summary>The next number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<byte> numbers, ref int at)
    {
        int number = numbers[at++];
        if (number >= 0x80)
        {
            number &= 0x7F;
            int more = 0x80;
            for (int shift = 7; more >= 0x80; shift += 7)
            {
                more = numbers[at++];
                number |= (more & 0x7F) << shift;
            }
        }

        return number;
    }
}
