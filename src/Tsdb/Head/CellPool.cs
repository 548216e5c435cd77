using System.Buffers.Binary;
using System.Numerics;
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

    private const int BitsPerWord = 64;

    private byte[][] _slabs = [];
    private int _made;

    // A bit for each cell that was given back, and the word of them from which on to look. They are taken in the order of
    // their places, not of their return: series that get samples together then have cells that lie together, and an append
    // does not wait for memory at each of them.
    private ulong[] _free = [];
    private int _freeCount;
    private int _freeFrom;

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
        int cell = _freeCount > 0 ? TakeFree() : ++_made;
        if (cell > _slabs.Length * CellsPerSlab)
        {
            Volatile.Write(ref _slabs, [.. _slabs, GC.AllocateUninitializedArray<byte>(CellsPerSlab * CellBytes)]);
            Array.Resize(ref _free, _slabs.Length * CellsPerSlab / BitsPerWord);
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
            _free[(cell - 1) / BitsPerWord] |= 1UL << ((cell - 1) % BitsPerWord);
            _freeCount++;
            Used--;
            cell = Before(this[cell]);
        }
    }

    /// <summary>Gives back all cells that are before one, which becomes the first.</summary>
    public void ReturnBefore(int cell)
    {
        Span<byte> bytes = this[cell];
        int before = Before(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 0);
        Return(before);
    }

    /// <summary>The cell before, 0 if there is none.</summary>
    public static int Before(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt32LittleEndian(cell);

    /// <summary>Where the content of the cell before ends.</summary>
    public static int EndBefore(ReadOnlySpan<byte> cell) => cell[4];

    // They come back by the thousand and not one by one, so that this goes round once in a while only.
    private int TakeFree()
    {
        while (_free[_freeFrom] == 0)
        {
            _freeFrom = _freeFrom + 1 < _free.Length ? _freeFrom + 1 : 0;
        }

        int bit = BitOperations.TrailingZeroCount(_free[_freeFrom]);
        _free[_freeFrom] &= _free[_freeFrom] - 1;
        _freeCount--;
        return (_freeFrom * BitsPerWord) + bit + 1;
    }
}
