using Tocsin.Model.Seams;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>The store as it was at one moment.</summary>
internal sealed class StoreView : ISeriesView
{
    private readonly SelectionPlans _selections;
    private readonly IViewOwner _owner;
    private bool _isClosed;

    /// <summary>Opens a view; its blocks are leased already and given back when it ends.</summary>
    public StoreView(SelectionPlans selections, BlockSet blocks, long sequence, IViewOwner owner)
    {
        _selections = selections;
        _owner = owner;
        Revision = owner.Revision;
        Cells = owner.Cells;
        Blocks = blocks;
        Sequence = sequence;
    }

    /// <summary>Where the floats in memory lie.</summary>
    public CellPool Cells { get; }

    /// <summary>The blocks that it reads.</summary>
    public BlockSet Blocks { get; }

    /// <summary>The last append that it sees.</summary>
    public long Sequence { get; }

    /// <inheritdoc/>
    public long Revision { get; }

    /// <inheritdoc/>
    public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        StoredBlock[] blocks =
            [.. Blocks.Blocks.Where(b => b.Block.MinTime <= query.ToMs && b.Block.MaxTime >= query.FromMs)];
        SelectedSeries[] found = _selections.Select(query.Matchers, blocks, cancellation);
        return new StoreSelection(found, query, this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _owner.Closed(this);
        }
    }

    /// <summary>Tells that some samples cannot be read.</summary>
    public void Report(TsdbFormatException damaged) => _owner.Damaged(damaged);
}

/// <summary>Who opened a view. Thread-safe.</summary>
internal interface IViewOwner
{
    /// <summary>See <see cref="ISeriesView.Revision"/>. Read under the lock that orders the appends.</summary>
    long Revision { get; }

    /// <summary>Where the floats in memory lie.</summary>
    CellPool Cells { get; }

    /// <summary>The view ended.</summary>
    void Closed(StoreView view);

    /// <summary>Some samples cannot be read.</summary>
    void Damaged(TsdbFormatException damaged);
}

/// <summary>A series that a query found, and where its samples are besides memory.</summary>
internal sealed class SelectedSeries(HeadSeries series)
{
    public HeadSeries Series { get; } = series;

    /// <summary>By the first time of the blocks.</summary>
    public List<BlockPlace> Blocks { get; } = [];
}

/// <summary>A series within a block.</summary>
internal readonly record struct BlockPlace(Blocks.Block Block, int Number);
