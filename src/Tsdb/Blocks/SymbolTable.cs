using System.Runtime.InteropServices;

namespace Tocsin.Tsdb.Blocks;

/// <summary>The names and values of a block in bytewise order. Thread-safe.</summary>
internal sealed class SymbolTable(MappedFile file, long at, int count)
{
    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>The bytes of a symbol.</summary>
    public ReadOnlySpan<byte> this[int symbol]
    {
        get
        {
            ReadOnlySpan<byte> ends = file.Bytes(at + (symbol * 4L), 8);
            uint from = MemoryMarshal.Read<uint>(ends);
            uint to = MemoryMarshal.Read<uint>(ends[4..]);
            return file.Bytes(at + ((count + 1) * 4L) + from, to - (long)from);
        }
    }

    /// <summary>The number of a symbol; if it is not there, the complement of where it would be.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        int low = 0;
        int high = count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = this[middle].SequenceCompareTo(symbol);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
