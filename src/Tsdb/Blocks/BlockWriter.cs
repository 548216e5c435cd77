using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Blocks;

/// <summary>Writes one block, series after series, into a file that takes its name only when it is whole and on disk.</summary>
/// <remarks>Not thread-safe. Disposing without <see cref="Finish"/> removes what was written.</remarks>
internal sealed class BlockWriter : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ChunkWriter _chunk = new();
    private readonly PairCollector _pairs = new();
    private readonly NativeList<ulong> _fingerprints = new();
    private readonly NativeList<byte> _chunkLists = new();
    private readonly ChunkWriter _pending = new();
    private readonly ChunkWriter _count = new();
    private readonly ChunkWriter _head = new();
    private int _pendingChunks;
    private long _lastTime;
    private long _samples;
    private long _minTime = long.MaxValue;
    private long _maxTime = long.MinValue;
    private long _at;

    /// <summary>Begins a file; <paramref name="path"/> is the name that it gets in the end.</summary>
    public BlockWriter(string path)
    {
        _path = path;
        _file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None, 256 * 1024);
        _chunk.WriteUInt64(BlockFormat.Magic);
        _chunk.WriteUInt32(BlockFormat.Version);
        _chunk.WriteUInt32(0);
        Put(_chunk.Written);
    }

    /// <summary>True as long as nothing was written.</summary>
    public bool IsEmpty => _fingerprints.Count == 0;

    /// <summary>Appends a chunk of the series at hand, later than the one before.</summary>
    public void AddChunk(in SampleSpan samples)
    {
        _chunk.Clear();
        SampleChunk.Encode(samples, _chunk);
        AddChunk(_chunk.Written, new ChunkSpan(samples.Times[0], samples.Times[^1], samples.Times.Length));
    }

    /// <summary>Appends a chunk that is encoded already.</summary>
    public void AddChunk(ReadOnlySpan<byte> chunk, ChunkSpan span)
    {
        _pending.WriteZigzag(span.MinTime - _lastTime);
        _pending.WriteVarint((ulong)(span.MaxTime - span.MinTime));
        _pending.WriteVarint((ulong)span.Count);
        _pending.WriteVarint((ulong)chunk.Length);
        if (_pendingChunks++ == 0)
        {
            _pending.WriteVarint((ulong)_at);
        }

        _lastTime = span.MaxTime;
        _samples += span.Count;
        _minTime = Math.Min(_minTime, span.MinTime);
        _maxTime = Math.Max(_maxTime, span.MaxTime);
        Span<byte> checksum = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Of(chunk));
        Put(checksum);
        Put(chunk);
    }

    /// <summary>
    /// Ends the series to which the chunks since the last call belong. Series come in ascending order of fingerprint, then
    /// of labels; one without chunks is left out.
    /// </summary>
    /// <param name="fingerprint">The fingerprint of its labels.</param>
    /// <param name="labels">See <see cref="LabelSet.Encoded"/>.</param>
    public void EndSeries(ulong fingerprint, ReadOnlySpan<byte> labels)
    {
        if (_pendingChunks == 0)
        {
            return;
        }

        _fingerprints.Add(fingerprint);
        _pairs.Add(labels);
        _count.Clear();
        _count.WriteVarint((ulong)_pendingChunks);
        _head.Clear();
        _head.WriteVarint((ulong)(_count.Length + _pending.Length));
        _chunkLists.Add(_head.Written);
        _chunkLists.Add(_count.Written);
        _chunkLists.Add(_pending.Written);
        _pending.Clear();
        _pendingChunks = 0;
        _lastTime = 0;
    }

    /// <summary>Writes the index and the footer, forces all to disk, and gives the file its name.</summary>
    /// <param name="level">How often the samples have been merged.</param>
    /// <param name="logThrough">See <see cref="BlockFooter.LogThrough"/>.</param>
    /// <exception cref="IOException">The disk refused it.</exception>
    public void Finish(int level, long logThrough)
    {
        _pairs.Symbols.Sort();
        BlockFooter footer = new IndexWriter(this).Write() with
        {
            SampleCount = _samples,
            MinTime = _minTime,
            MaxTime = _maxTime,
            LogThrough = logThrough,
            Level = level,
        };
        Span<byte> bytes = stackalloc byte[BlockFormat.FooterBytes];
        footer.Write(bytes);
        Put(bytes);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_path + ".tmp", _path, overwrite: true);
        Directories.Sync(Path.GetDirectoryName(_path)!);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _pairs.Dispose();
        _fingerprints.Dispose();
        _chunkLists.Dispose();
        File.Delete(_path + ".tmp");
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _at += bytes.Length;
    }

    /// <summary>Writes the parts of the index one after the other.</summary>
    /// <remarks>A part goes to the file in pieces: all of it at once would be memory that nobody needs afterwards.</remarks>
    private sealed class IndexWriter(BlockWriter block)
    {
        private const int PieceBytes = 64 * 1024;

        private readonly ChunkWriter _part = new();
        private uint _checksum = Crc32C.Start;

        public BlockFooter Write()
        {
            long seriesAt = block._at;
            using NativeList<uint> offsets = WriteSeries();
            long tableAt = block._at;
            WriteTable(offsets.Items);
            long symbolsAt = block._at;
            WriteSymbols();
            using PairTable pairs = PairTable.Of(block._pairs);
            long namesAt = block._at;
            pairs.WriteNames(_part);
            PutPart();
            long pairsAt = block._at;
            WritePairs(pairs.Pairs);
            long listsAt = block._at;
            WriteLists(pairs.Lists);
            return new BlockFooter
            {
                SeriesAt = seriesAt,
                TableAt = tableAt,
                SymbolsAt = symbolsAt,
                NamesAt = namesAt,
                PairsAt = pairsAt,
                ListsAt = listsAt,
                IndexEnd = block._at,
                SeriesCount = block._fingerprints.Count,
                SymbolCount = block._pairs.Symbols.Count,
                NameCount = pairs.NameCount,
                PairCount = pairs.Count,
                IndexChecksum = Crc32C.Finish(_checksum),
            };
        }

        private NativeList<uint> WriteSeries()
        {
            var places = new NativeList<uint>();
            Span<uint> offsets = places.Extend(block._fingerprints.Count);
            long start = block._at;
            var labels = new ChunkReader(block._pairs.Series);
            var chunks = new ChunkReader(block._chunkLists.Items);
            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = (uint)(block._at - start + _part.Length);
                int count = labels.ReadCount(int.MaxValue);
                _part.WriteVarint((ulong)count);
                for (; count > 0; count--)
                {
                    (int name, int value) = block._pairs.Ranked(labels.ReadCount(int.MaxValue));
                    _part.WriteVarint((ulong)name);
                    _part.WriteVarint((ulong)value);
                }

                _part.WriteBytes(chunks.ReadBytes(chunks.ReadCount(int.MaxValue)));
                PutPiece();
            }

            PutPart();
            return places;
        }

        private void WriteTable(ReadOnlySpan<uint> offsets)
        {
            for (int i = 0; i < offsets.Length; i++)
            {
                _part.WriteUInt64(block._fingerprints[i]);
                _part.WriteUInt32(offsets[i]);
                PutPiece();
            }

            PutPart();
        }

        private void WriteSymbols()
        {
            uint at = 0;
            foreach (byte[] symbol in block._pairs.Symbols.Sorted)
            {
                _part.WriteUInt32(at);
                at += (uint)symbol.Length;
            }

            _part.WriteUInt32(at);
            foreach (byte[] symbol in block._pairs.Symbols.Sorted)
            {
                _part.WriteBytes(symbol);
            }

            PutPart();
        }

        private void WritePairs(ReadOnlySpan<(int Value, uint List)> pairs)
        {
            foreach ((int value, uint list) in pairs)
            {
                _part.WriteUInt32((uint)value);
                _part.WriteUInt32(list);
                PutPiece();
            }

            PutPart();
        }

        private void WriteLists(ReadOnlySpan<byte> lists)
        {
            for (; lists.Length > PieceBytes; lists = lists[PieceBytes..])
            {
                _part.WriteBytes(lists[..PieceBytes]);
                PutPiece();
            }

            _part.WriteBytes(lists);
            PutPart();
        }

        private void PutPart()
        {
            // A part begins at a multiple of eight, so that numbers in it can be read in place.
            _part.Extend((int)(-(block._at + _part.Length) & 7));
            Put();
        }

        private void PutPiece()
        {
            if (_part.Length >= PieceBytes)
            {
                Put();
            }
        }

        private void Put()
        {
            _checksum = Crc32C.Add(_checksum, _part.Written);
            block.Put(_part.Written);
            _part.Clear();
        }
    }
}

/// <summary>What a chunk covers.</summary>
/// <param name="MinTime">Its first timestamp.</param>
/// <param name="MaxTime">Its last timestamp.</param>
/// <param name="Count">How many samples it has.</param>
internal readonly record struct ChunkSpan(long MinTime, long MaxTime, int Count);
