using System.Buffers.Binary;
using Tocsin.Model.Checksums;

namespace Tocsin.Tsdb.Blocks;

/// <summary>What stands at the end of a block's file, and so is complete only if all of it is.</summary>
/// <remarks>
/// 144 bytes, little-endian, eight each: where the series, the table, the symbols, the names, the pairs, the lists begin,
/// where the index ends, how many series, symbols, names, pairs and samples there are, the first and the last time, the
/// last segment of the log that is in it, level (4) and checksum of the index (4), checksum of the footer before (4) and
/// version (4), and the magic.
/// </remarks>
internal sealed record BlockFooter
{
    private const int Numbers = 15;

    public long SeriesAt { get; init; }

    public long TableAt { get; init; }

    public long SymbolsAt { get; init; }

    public long NamesAt { get; init; }

    public long PairsAt { get; init; }

    public long ListsAt { get; init; }

    public long IndexEnd { get; init; }

    public long SeriesCount { get; init; }

    public long SymbolCount { get; init; }

    public long NameCount { get; init; }

    public long PairCount { get; init; }

    public long SampleCount { get; init; }

    /// <summary>The first timestamp in Unix milliseconds.</summary>
    public long MinTime { get; init; }

    /// <summary>The last timestamp in Unix milliseconds.</summary>
    public long MaxTime { get; init; }

    /// <summary>The last segment of the log whose samples are all in this block or an older one; 0 for none.</summary>
    public long LogThrough { get; init; }

    /// <summary>How often its samples have been merged.</summary>
    public int Level { get; init; }

    public uint IndexChecksum { get; init; }

    public void Write(Span<byte> bytes)
    {
        ReadOnlySpan<long> numbers =
        [
            SeriesAt, TableAt, SymbolsAt, NamesAt, PairsAt, ListsAt, IndexEnd,
            SeriesCount, SymbolCount, NameCount, PairCount, SampleCount, MinTime, MaxTime, LogThrough,
        ];
        for (int i = 0; i < Numbers; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * 8)..], numbers[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes[120..], Level);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[124..], IndexChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[128..], Crc32C.Of(bytes[..128]));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[132..], BlockFormat.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[136..], BlockFormat.Magic);
    }

    /// <summary>Reads and checks a footer.</summary>
    /// <exception cref="TsdbFormatException">It is not one, or it is damaged.</exception>
    public static BlockFooter Read(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[136..]) != BlockFormat.Magic)
        {
            throw new TsdbFormatException("the file does not end as a block does: it is cut short, or no block");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[132..]);
        if (version != BlockFormat.Version)
        {
            throw new TsdbFormatException($"a block of format {version}, this program knows {BlockFormat.Version}");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[128..]) != Crc32C.Of(bytes[..128]))
        {
            throw new TsdbFormatException("the footer of the block is damaged");
        }

        Span<long> n = stackalloc long[Numbers];
        for (int i = 0; i < Numbers; i++)
        {
            n[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * 8)..]);
        }

        return new BlockFooter
        {
            SeriesAt = n[0],
            TableAt = n[1],
            SymbolsAt = n[2],
            NamesAt = n[3],
            PairsAt = n[4],
            ListsAt = n[5],
            IndexEnd = n[6],
            SeriesCount = n[7],
            SymbolCount = n[8],
            NameCount = n[9],
            PairCount = n[10],
            SampleCount = n[11],
            MinTime = n[12],
            MaxTime = n[13],
            LogThrough = n[14],
            Level = BinaryPrimitives.ReadInt32LittleEndian(bytes[120..]),
            IndexChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[124..]),
        };
    }
}
