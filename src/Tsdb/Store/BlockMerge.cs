using Tocsin.Model.Labels;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Store;

/// <summary>Joins blocks into one, series after series, in the memory that one series takes.</summary>
internal sealed class BlockMerge : IDisposable
{
    // Pages that were read are the process's memory as long as they are mapped: all of four blocks, if they were not mapped
    // again now and then.
    private const int SeriesPerMapping = 8192;

    private readonly Cursor[] _cursors;
    private readonly SampleGatherer _gatherer = new();
    private readonly ChunkCutter _cutter = new();
    private readonly ChunkSamples _decoded = new();
    private readonly List<ChunkPlace> _chunks = [];

    private BlockMerge(IEnumerable<StoredBlock> blocks) => _cursors = [.. blocks.Select(b => new Cursor(b.Block))];

    /// <summary>Writes the merged block. A chunk that is damaged is left out; the rest of its series is kept.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public static StoredBlock Run(string folder, IReadOnlyCollection<StoredBlock> blocks, int level)
    {
        BlockName[] names = [.. blocks.Select(b => BlockName.Parse(b.Block.Path))];
        string path = Path.Combine(folder, new BlockName(names.Min(n => n.First), names.Max(n => n.Last)).ToString());
        using var writer = new BlockWriter(path);
        using (var merge = new BlockMerge(blocks))
        {
            merge.Write(writer);
        }

        writer.Finish(level, blocks.Max(b => b.Block.LogThrough));
        return new StoredBlock(Block.Open(path));
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_cursors, cursor => cursor.Dispose());

    private void Write(BlockWriter writer)
    {
        while (Next() is { } labels)
        {
            _gatherer.Clear();
            foreach (Cursor cursor in _cursors)
            {
                if (cursor.Labels is { } candidate && candidate.Equals(labels))
                {
                    Gather(cursor);
                    cursor.Step();
                }
            }

            _cutter.Write(_gatherer.Joined(), writer);
            writer.EndSeries(labels.Fingerprint.Value, labels.Encoded);
        }
    }

    private LabelSet? Next()
    {
        LabelSet? least = null;
        foreach (Cursor cursor in _cursors)
        {
            if (cursor.Labels is { } labels && (least is null || Compare(labels, least) < 0))
            {
                least = labels;
            }
        }

        return least;
    }

    private void Gather(Cursor cursor)
    {
        cursor.Block.ChunksOf(cursor.Number, _chunks);
        foreach (ChunkPlace chunk in _chunks)
        {
            try
            {
                SampleChunk.Decode(cursor.Block.ChunkAt(chunk), _decoded);
            }
            catch (TsdbFormatException)
            {
                continue;
            }

            _gatherer.Add(_decoded.Span);
        }
    }

    private static int Compare(LabelSet left, LabelSet right)
    {
        int order = left.Fingerprint.CompareTo(right.Fingerprint);
        return order != 0 ? order : left.Encoded.SequenceCompareTo(right.Encoded);
    }

    private sealed class Cursor : IDisposable
    {
        private readonly LabelSetBuilder _builder = new();

        public Cursor(Block block)
        {
            Block = block.MapAgain();
            Number = -1;
            Step();
        }

        public Block Block { get; private set; }

        public int Number { get; private set; }

        /// <summary>Null at the end.</summary>
        public LabelSet? Labels { get; private set; }

        public void Step()
        {
            Number++;
            if (Number % SeriesPerMapping == SeriesPerMapping - 1)
            {
                Block again = Block.MapAgain();
                Block.Dispose();
                Block = again;
            }

            Labels = Number < Block.SeriesCount ? Block.LabelsOf(Number, _builder) : null;
        }

        public void Dispose() => Block.Dispose();
    }
}
