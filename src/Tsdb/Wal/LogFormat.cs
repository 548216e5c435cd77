namespace Tocsin.Tsdb.Wal;

/// <summary>The fixed numbers of the write-ahead log; see FORMAT.md.</summary>
internal static class LogFormat
{
    /// <summary>"TOCSINWL", little-endian: the first eight bytes of a segment.</summary>
    public const ulong Magic = 0x4C574E4953434F54;

    public const uint Version = 1;

    public const int HeaderBytes = 16;

    /// <summary>Length (4), checksum (4), kind (1).</summary>
    public const int RecordHeaderBytes = 9;

    /// <summary>The longest record that is believed.</summary>
    public const int RecordBytesMax = 64 * 1024 * 1024;

    public const string Extension = ".log";

    /// <summary>The name of a segment.</summary>
    public static string NameOf(long segment) => segment.ToString("D10", System.Globalization.CultureInfo.InvariantCulture) + Extension;

    /// <summary>The segments of a folder, oldest first.</summary>
    public static IReadOnlyList<(long Number, string Path)> Segments(string folder)
    {
        var found = new List<(long Number, string Path)>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), out long number) && number > 0)
            {
                found.Add((number, path));
            }
        }

        found.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return found;
    }
}

/// <summary>What a record of the log holds. On disk: values are never reused.</summary>
internal enum LogRecordKind : byte
{
    /// <summary>Series of this segment: number varint, length varint, the encoded label set; repeated.</summary>
    Series = 1,

    /// <summary>
    /// Floats without starts: count varint, then columns: numbers and times as zigzag differences, values of 8 bytes.
    /// </summary>
    Floats = 2,

    /// <summary>Any samples: number varint, length varint, a chunk of one or more; repeated.</summary>
    Chunks = 3,

    /// <summary>What metrics are; see <see cref="Store.NotesFile"/>.</summary>
    Metadata = 4,

    /// <summary>Exemplars; see <see cref="Store.NotesFile"/>.</summary>
    Exemplars = 5,
}
