using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Store;

/// <summary>What is done with a folder before a store can use it.</summary>
/// <param name="folder">The store's folder.</param>
internal sealed class StoreOpening(string folder)
{
    private readonly List<string> _notices = [];

    /// <summary>What was found, in sentences.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Opens the blocks. One that is damaged is set aside under another name, for whoever wants to look.</summary>
    public BlockSet OpenBlocks()
    {
        foreach (string unfinished in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(unfinished);
        }

        var blocks = new List<StoredBlock>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + BlockFormat.Extension).Order(StringComparer.Ordinal))
        {
            try
            {
                blocks.Add(new StoredBlock(Block.Open(path)));
            }
            catch (TsdbFormatException damaged)
            {
                File.Move(path, path + ".damaged", overwrite: true);
                _notices.Add($"{damaged.Message}; it is set aside as {Path.GetFileName(path)}.damaged, and its samples are missing");
            }
        }

        return new BlockSet(RemoveMerged(blocks));
    }

    /// <summary>Reads metadata and exemplars.</summary>
    public void LoadNotes(SeriesNotes notes)
    {
        if (NotesFile.Load(folder, notes) is { } damaged)
        {
            _notices.Add(damaged);
        }
    }

    /// <summary>Reads the segments that are in no block, and removes those that are.</summary>
    /// <returns>The number of the last segment; 0 if there is none.</returns>
    public long ReplayLog(long through, ILogSink sink)
    {
        long last = through;
        foreach ((long number, string path) in LogFormat.Segments(folder))
        {
            last = Math.Max(last, number);
            if (number <= through)
            {
                File.Delete(path);
                continue;
            }

            sink.BeginSegment();
            LogReading read = LogReader.Read(path, sink);
            if (read.LostBytes > 0)
            {
                _notices.Add(
                    $"{path}: {read.LostBytes} bytes are damaged or cut short and were passed over; "
                    + $"{read.Records} records were read");
            }
        }

        return last;
    }

    // A merge that was interrupted leaves both the merged block and those it was made from, which it names.
    private List<StoredBlock> RemoveMerged(List<StoredBlock> blocks)
    {
        HashSet<string> merged = new(StringComparer.Ordinal);
        foreach (StoredBlock block in blocks)
        {
            BlockName name = BlockName.Parse(block.Block.Path);
            foreach (StoredBlock other in blocks.Where(b => b != block && BlockName.Parse(b.Block.Path).IsWithin(name)))
            {
                merged.Add(other.Block.Path);
            }
        }

        foreach (StoredBlock block in blocks.Where(b => merged.Contains(b.Block.Path)))
        {
            _notices.Add($"{block.Block.Path}: its samples are in a merged block already; it is removed");
            block.Block.Remove();
        }

        return [.. blocks.Where(b => !merged.Contains(b.Block.Path))];
    }
}
