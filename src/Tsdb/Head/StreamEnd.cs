namespace Tocsin.Tsdb.Head;

/// <summary>The newest sample of a stream, and where the way back from it begins; see <see cref="SampleStream"/>.</summary>
/// <param name="Cell">The last cell; 0 if there is none.</param>
/// <param name="Count">How many samples there are. With 0 the newest sample is one that is elsewhere.</param>
/// <param name="Offset">Where the content of the last cell ends.</param>
/// <param name="Scale">The decimal places of the newest value.</param>
public readonly record struct StreamEnd(int Cell, int Count, byte Offset, byte Scale)
{
    /// <summary>The end of a stream of nothing, of a series that never had a sample.</summary>
    public static readonly StreamEnd None = new() { Time = long.MinValue };

    /// <summary>The newest timestamp in Unix milliseconds; <see cref="long.MinValue"/> if there was no sample.</summary>
    public long Time { get; init; }

    /// <summary>How much later that is than the sample before, in milliseconds. Of no meaning for the first sample.</summary>
    public long Step { get; init; }

    /// <summary>The bits of the newest value.</summary>
    public long Bits { get; init; }

    /// <summary>When the newest sample's counter started, in Unix milliseconds; 0 if unknown.</summary>
    public long Start { get; init; }

    /// <summary>The same newest sample, elsewhere.</summary>
    public StreamEnd Emptied => new(0, 0, 0, 0) { Time = Time, Bits = Bits, Start = Start };
}
