namespace Tocsin.Tsdb.Blocks;

/// <summary>The fixed numbers of a block's file; see FORMAT.md.</summary>
internal static class BlockFormat
{
    /// <summary>"TOCSINBK", little-endian: the first eight bytes of a file and the last eight.</summary>
    public const ulong Magic = 0x4B424E4953434F54;

    public const uint Version = 1;

    public const int HeaderBytes = 16;

    public const int FooterBytes = 144;

    /// <summary>How many samples a full chunk has: what is decoded at least to read one sample.</summary>
    public const int ChunkSamples = 120;

    /// <summary>In the place of a list's offset: the low 31 bits are the one series itself.</summary>
    public const uint SingleSeries = 0x8000_0000;

    /// <summary>The extension of the files.</summary>
    public const string Extension = ".block";
}
