using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// Memory in cells of 64 bytes, handed out one by one and given back: what series hold in memory comes and goes as a
/// whole every quarter of an hour, and as arrays of its own that would be garbage the collector keeps for long.
/// </summary>
/// <remarks>
/// <code>
/// +-----------------------+--------------------------+------------+
/// | the cell before, or 0 | where its content ends   | content    |
/// | 4 bytes               | 1 byte                   | 59 bytes   |
/// +-----------------------+--------------------------+------------+
/// </code>
/// One thread at a time takes and gives back. Others may read cells that were published to them and not given back.
/// </remarks>
public sealed class CellPool
{
    /// <summary>How many bytes a cell has.</summary>
    public const int CellBytes = 64;

    /// <summary>Where the content of a cell begins.</summary>
    public const int ContentAt = 5;

    private const int CellsPerSlabBits = 12;
    private const int CellsPerSlab = 1 << CellsPerSlabBits;

    private byte[][] _slabs = [];
    private int _made;
    private int _free;

    /// <summary>How many cells are in use.</summary>
    public int Used { get; private set; }

    /// <summary>How many bytes there are, used or not.</summary>
    public long Bytes => (long)_slabs.Length * CellsPerSlab * CellBytes;

    /// <summary>The bytes of a cell.</summary>
    /// <param name="cell">Its number, from 1.</param>
    public Span<byte> this[int cell]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _slabs)[(cell - 1) >> CellsPerSlabBits]
            .AsSpan(((cell - 1) & (CellsPerSlab - 1)) * CellBytes, CellBytes);
    }

    /// <summary>Takes a cell.</summary>
    /// <param name="before">The cell before it, 0 if it is the first.</param>
    /// <param name="endBefore">Where the content of that cell ends.</param>
    public int Take(int before, int endBefore)
    {
        int cell = _free;
        if (cell != 0)
        {
            _free = Before(this[cell]);
        }
        else
        {
            cell = ++_made;
            if (cell > _slabs.Length * CellsPerSlab)
            {
                Volatile.Write(ref _slabs, [.. _slabs, GC.AllocateUninitializedArray<byte>(CellsPerSlab * CellBytes)]);
            }
        }

        Used++;
        Span<byte> bytes = this[cell];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, before);
        bytes[4] = (byte)endBefore;
        return cell;
    }

    /// <summary>Gives a cell back, and all that are before it.</summary>
    public void Return(int cell)
    {
        while (cell != 0)
        {
            Span<byte> bytes = this[cell];
            int before = Before(bytes);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, _free);
            _free = cell;
            cell = before;
            Used--;
        }
    }

    /// <summary>The cell before, 0 if there is none.</summary>
    public static int Before(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt32LittleEndian(cell);

    /// <summary>Where the content of the cell before ends.</summary>
    public static int EndBefore(ReadOnlySpan<byte> cell) => cell[4];
}
