using System.Globalization;

namespace Tocsin.Tsdb.Blocks;

/// <summary>
/// The name of a block's file: the first and the last segment of the log whose samples it holds, so that a merged block
/// says by its name which others it replaces.
/// </summary>
/// <param name="First">The first segment.</param>
/// <param name="Last">The last segment.</param>
internal readonly record struct BlockName(long First, long Last)
{
    /// <summary>Reads a name.</summary>
    public static BlockName Parse(string path)
    {
        string[] parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            ? new BlockName(first, last)
            : new BlockName(-1, -1);
    }

    /// <summary>True if another block holds all of this one's samples.</summary>
    public bool IsWithin(BlockName other) =>
        First > 0 && other.First > 0 && this != other && First >= other.First && Last <= other.Last;

    /// <summary>The file's name.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{First:D10}-{Last:D10}{BlockFormat.Extension}");
}
