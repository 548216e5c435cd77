namespace Tocsin.Server.Metrics;

/// <summary>The running value of one label set. Written by any thread without locks, read by a scrape.</summary>
/// <remarks>
/// A scrape may see a histogram's count without the sum of the same measurement: the two are set one after the other.
/// Both catch up by the next scrape, which is what every client library allows.
/// </remarks>
internal sealed class Series(string labels, int buckets)
{
    private readonly long[] _buckets = new long[buckets];
    private long _count;
    private long _valueBits;

    /// <summary>The labels as exposed.</summary>
    public string Labels { get; } = labels;

    /// <summary>
    /// The scrape in which an observed value was last set; a series that was not set this time is gone.
    /// </summary>
    public long SeenInScrape { get; set; }

    /// <summary>The value of a counter or gauge, the sum of a histogram or summary.</summary>
    public double Value => BitConverter.Int64BitsToDouble(Interlocked.Read(ref _valueBits));

    /// <summary>How often a histogram or summary was measured.</summary>
    public long Count => Interlocked.Read(ref _count);

    public long InBucket(int index) => Interlocked.Read(ref _buckets[index]);

    public void Set(double value) => Interlocked.Exchange(ref _valueBits, BitConverter.DoubleToInt64Bits(value));

    public void Add(double value)
    {
        long seen = Interlocked.Read(ref _valueBits);
        while (true)
        {
            long next = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
            long found = Interlocked.CompareExchange(ref _valueBits, next, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    public void Observe(double value, ReadOnlySpan<double> bounds)
    {
        int index = 0;
        while (index < bounds.Length && value > bounds[index])
        {
            index++;
        }

        // Above the last bound it only counts for the total, which is the bucket to infinity.
        if (index < _buckets.Length)
        {
            Interlocked.Increment(ref _buckets[index]);
        }

        Interlocked.Increment(ref _count);
        Add(value);
    }
}
