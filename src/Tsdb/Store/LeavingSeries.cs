namespace Tocsin.Tsdb.Store;

/// <summary>The series that leave memory for a block together, by their numbers: four bytes each. One owner.</summary>
/// <param name="segment">The last segment of the log that has some of what leaves.</param>
internal sealed class LeavingSeries(long segment) : IDisposable
{
    /// <summary>See the constructor.</summary>
    public long Segment => segment;

    /// <summary>The numbers of the series.</summary>
    public NativeList<int> Numbers { get; } = new();

    /// <summary>The number of the last append before the block was there for views to see.</summary>
    public long Sequence { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Numbers.Dispose();
}
