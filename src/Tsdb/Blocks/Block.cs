using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>A file of samples that never changes: series by fingerprint, their chunks, and an inverted index.</summary>
/// <remarks>
/// Thread-safe. Whoever reads takes a lease before, so that a block that retention or a merge removes stays mapped until
/// nobody reads it any more.
/// </remarks>
internal sealed class Block : IDisposable
{
    private readonly MappedFile _file;
    private readonly BlockFooter _footer;
    private int _leases = 1;
    private int _removed;

    private Block(string path, MappedFile file, BlockFooter footer)
    {
        Path = path;
        _file = file;
        _footer = footer;
        Symbols = new SymbolTable(file, footer.SymbolsAt, (int)footer.SymbolCount);
        Index = new BlockIndex(this, file, footer);
    }

    public string Path { get; }

    public long MinTime => _footer.MinTime;

    public long MaxTime => _footer.MaxTime;

    public int Level => _footer.Level;

    public long LogThrough => _footer.LogThrough;

    public long SampleCount => _footer.SampleCount;

    public int SeriesCount => (int)_footer.SeriesCount;

    public long Bytes => _file.Length;

    public BlockIndex Index { get; }

    public SymbolTable Symbols { get; }

    /// <summary>Opens a block and checks all of it but its chunks, which are checked when they are read.</summary>
    /// <exception cref="TsdbFormatException">It is damaged; the message names the file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Block Open(string path)
    {
        MappedFile? file = null;
        try
        {
            file = new MappedFile(path);
            BlockFooter footer = BlockFooter.Read(file.Bytes(file.Length - BlockFormat.FooterBytes, BlockFormat.FooterBytes));
            Check(path, file, footer);
            return new Block(path, file, footer);
        }
        catch (Exception wrong) when (wrong is TsdbFormatException)
        {
            file?.Dispose();
            throw new TsdbFormatException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>
    /// The same block where the system maps it once more, not checked again: what is read through it counts as the process's
    /// memory until it is disposed of, and not as long as the block is open.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Block MapAgain() => new(Path, new MappedFile(Path), _footer);

    /// <summary>The fingerprint of a series' labels; ascends with its number.</summary>
    public ulong FingerprintOf(int series) => MemoryMarshal.Read<ulong>(TableRow(series));

    /// <summary>Reads the labels of a series.</summary>
    public LabelSet LabelsOf(int series) => LabelsOf(series, new LabelSetBuilder());

    /// <summary>Reads the labels of a series.</summary>
    /// <param name="series">Its number.</param>
    /// <param name="labels">Scratch.</param>
    public LabelSet LabelsOf(int series, LabelSetBuilder labels)
    {
        labels.Clear();
        ChunkReader entry = EntryOf(series);
        for (int left = entry.ReadCount(ushort.MaxValue); left > 0; left--)
        {
            ReadOnlySpan<byte> name = Symbols[entry.ReadCount(Symbols.Count - 1)];
            labels.Add(name, Symbols[entry.ReadCount(Symbols.Count - 1)]);
        }

        return labels.Build();
    }

    /// <summary>The symbol of the value that a series has for a name; -1 if it has none.</summary>
    public int ValueOf(int series, int name)
    {
        ChunkReader entry = EntryOf(series);
        for (int left = entry.ReadCount(ushort.MaxValue); left > 0; left--)
        {
            int candidate = entry.ReadCount(Symbols.Count - 1);
            int value = entry.ReadCount(Symbols.Count - 1);
            if (candidate == name)
            {
                return value;
            }
        }

        return -1;
    }

    /// <summary>The chunks of a series, oldest first, into a list that is emptied before.</summary>
    public void ChunksOf(int series, List<ChunkPlace> into)
    {
        into.Clear();
        ChunkReader entry = EntryOf(series);
        for (int left = 2 * entry.ReadCount(ushort.MaxValue); left > 0; left--)
        {
            entry.ReadVarint();
        }

        long time = 0;
        long at = 0;
        for (int i = 0, count = entry.ReadCount(int.MaxValue); i < count; i++)
        {
            long min = time + entry.ReadZigzag();
            time = min + (long)entry.ReadVarint();
            int samples = entry.ReadCount(SampleChunk.SamplesMax);
            int length = entry.ReadCount(int.MaxValue);
            at = i == 0 ? (long)entry.ReadVarint() : at;
            into.Add(new ChunkPlace(new ChunkSpan(min, time, samples), at, length));
            at += sizeof(uint) + length;
        }
    }

    /// <summary>The bytes of a chunk, whose checksum was right.</summary>
    /// <exception cref="TsdbFormatException">The chunk is damaged.</exception>
    public ReadOnlySpan<byte> ChunkAt(in ChunkPlace place)
    {
        uint checksum = MemoryMarshal.Read<uint>(_file.Bytes(place.At, sizeof(uint)));
        ReadOnlySpan<byte> chunk = _file.Bytes(place.At + sizeof(uint), place.Length);
        return Crc32C.Of(chunk) == checksum
            ? chunk
            : throw new TsdbFormatException($"{Path}: the chunk at {place.At} is damaged");
    }

    /// <summary>Keeps the block mapped until <see cref="Release"/>; false if it is gone already.</summary>
    public bool TryLease()
    {
        for (int leases = Volatile.Read(ref _leases); leases > 0; leases = Volatile.Read(ref _leases))
        {
            if (Interlocked.CompareExchange(ref _leases, leases + 1, leases) == leases)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a lease back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            _file.Dispose();
            if (Volatile.Read(ref _removed) != 0)
            {
                File.Delete(Path);
            }
        }
    }

    /// <summary>Closes the block once nobody reads it, and deletes its file.</summary>
    public void Remove()
    {
        Volatile.Write(ref _removed, 1);
        Release();
    }

    /// <summary>Closes the block once nobody reads it.</summary>
    public void Dispose() => Release();

    // Read and not mapped: pages that are looked at once would stay in the process's memory.
    private static void Check(string path, MappedFile file, BlockFooter footer)
    {
        if (MemoryMarshal.Read<ulong>(file.Bytes(0, sizeof(ulong))) != BlockFormat.Magic)
        {
            throw new TsdbFormatException("the file does not begin as a block does");
        }

        using SafeFileHandle bytes = File.OpenHandle(path);
        byte[] piece = new byte[64 * 1024];
        uint state = Crc32C.Start;
        for (long at = footer.SeriesAt; at < footer.IndexEnd;)
        {
            int count = RandomAccess.Read(bytes, piece.AsSpan(0, (int)Math.Min(footer.IndexEnd - at, piece.Length)), at);
            if (count == 0)
            {
                break;
            }

            state = Crc32C.Add(state, piece.AsSpan(0, count));
            at += count;
        }

        if (Crc32C.Finish(state) != footer.IndexChecksum)
        {
            throw new TsdbFormatException("the index of the block is damaged");
        }
    }

    private ReadOnlySpan<byte> TableRow(int series) => _file.Bytes(_footer.TableAt + (series * 12L), 12);

    private ChunkReader EntryOf(int series)
    {
        long at = _footer.SeriesAt + MemoryMarshal.Read<uint>(TableRow(series)[8..]);
        return new ChunkReader(_file.Bytes(at, Math.Min(_footer.TableAt - at, int.MaxValue)));
    }
}

/// <summary>Where a chunk is.</summary>
/// <param name="Span">What it covers.</param>
/// <param name="At">Where its checksum stands in the file.</param>
/// <param name="Length">How many bytes follow the checksum.</param>
internal readonly record struct ChunkPlace(ChunkSpan Span, long At, int Length);
