using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tocsin.Templates.GoTime;

/// <summary>
/// A zone of the system's zone database. .NET's own zones know no abbreviations, which <c>MST</c> in a layout prints.
/// </summary>
/// <remarks>
/// The file (RFC 8536), big endian; a version 2 file repeats the block with 64 bit times:
/// <code>
/// +--------+---------+----------+----------------------------------------------------------+
/// | "TZif" | version | 15 zeros | 6 x u32: isutc, isstd, leap, transitions, types, chars   |
/// +--------+---------+----------+----------------------------------------------------------+
/// | times (4 or 8 each) | type indexes (1 each) | types: i32 offset, u8 dst, u8 name        |
/// | names | leap seconds (4 or 8, +4 each) | isstd (1 each) | isutc (1 each)               |
/// +------------------------------------------------------------------------------------------+
/// | version 2: the second header and block, then "\n" rule "\n"                              |
/// </code>
/// </remarks>
internal sealed class ZoneFile
{
    private const int HeaderLength = 44;
    private static readonly string[] Folders =
        ["/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/"];

    private readonly long[] _times;
    private readonly byte[] _indexes;
    private readonly Kind[] _kinds;
    private readonly ZoneRule? _rule;

    private ZoneFile(long[] times, byte[] indexes, Kind[] kinds, ZoneRule? rule) =>
        (_times, _indexes, _kinds, _rule) = (times, indexes, kinds, rule);

    public static bool TryLoad(string name, [NotNullWhen(true)] out ZoneFile? zone)
    {
        zone = null;
        if (name.Contains('\0') || name.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string folder in Folders)
        {
            string path = folder + name;
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                return TryParse(File.ReadAllBytes(path), out zone);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Unreadable is as good as absent: the next folder may have it.
            }
        }

        return false;
    }

    public ZoneOffset OffsetAt(long unixSeconds)
    {
        if (_times.Length == 0 || unixSeconds < _times[0])
        {
            return _times.Length == 0 && _rule is not null ? _rule.OffsetAt(unixSeconds) : First().Offset;
        }

        int at = Array.BinarySearch(_times, unixSeconds);
        at = at < 0 ? ~at - 1 : at;
        return at == _times.Length - 1 && _rule is not null ? _rule.OffsetAt(unixSeconds) : _kinds[_indexes[at]].Offset;
    }

    // Before the first change: the first type that is not daylight saving.
    private Kind First()
    {
        foreach (Kind kind in _kinds)
        {
            if (!kind.IsDst)
            {
                return kind;
            }
        }

        return _kinds[0];
    }

    private static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out ZoneFile? zone)
    {
        zone = null;
        if (!Header.TryRead(data, out Header header))
        {
            return false;
        }

        int timeSize = 4;
        if (data[4] >= '2')
        {
            int second = HeaderLength + header.BlockLength(4);
            if (second > data.Length || !Header.TryRead(data[second..], out header))
            {
                return false;
            }

            data = data[second..];
            timeSize = 8;
        }

        int end = HeaderLength + header.BlockLength(timeSize);
        if (header.Types == 0 || end > data.Length)
        {
            return false;
        }

        string rule = Encoding.ASCII.GetString(data[end..]).Trim('\n');
        return TryReadBlock(data[HeaderLength..end], header, (timeSize, rule), out zone);
    }

    private static bool TryReadBlock(
        ReadOnlySpan<byte> block,
        Header header,
        (int TimeSize, string Rule) format,
        [NotNullWhen(true)] out ZoneFile? zone)
    {
        zone = null;
        long[] times = new long[header.Transitions];
        for (int i = 0; i < times.Length; i++)
        {
            ReadOnlySpan<byte> time = block[(i * format.TimeSize)..];
            times[i] = format.TimeSize == 8
                ? BinaryPrimitives.ReadInt64BigEndian(time)
                : BinaryPrimitives.ReadInt32BigEndian(time);
        }

        block = block[(times.Length * format.TimeSize)..];
        byte[] indexes = block[..times.Length].ToArray();
        ReadOnlySpan<byte> types = block[times.Length..];
        ReadOnlySpan<byte> names = types.Slice(header.Types * 6, header.Characters);
        var kinds = new Kind[header.Types];
        for (int i = 0; i < kinds.Length; i++)
        {
            ReadOnlySpan<byte> type = types.Slice(i * 6, 6);
            if (type[5] >= names.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> name = names[type[5]..];
            int length = name.IndexOf((byte)0);
            string abbreviation = Encoding.ASCII.GetString(length < 0 ? name : name[..length]);
            kinds[i] = new Kind(new ZoneOffset(BinaryPrimitives.ReadInt32BigEndian(type), abbreviation), type[4] != 0);
        }

        if (Array.Exists(indexes, index => index >= kinds.Length))
        {
            return false;
        }

        zone = new ZoneFile(times, indexes, kinds, ZoneRule.TryParse(format.Rule));
        return true;
    }

    private readonly record struct Kind(ZoneOffset Offset, bool IsDst);

    private readonly record struct Header(int Utc, int Standard, int Leaps, int Transitions, int Types, int Characters)
    {
        public static bool TryRead(ReadOnlySpan<byte> data, out Header header)
        {
            header = default;
            if (data.Length < HeaderLength || !data.StartsWith("TZif"u8))
            {
                return false;
            }

            Span<int> counts = stackalloc int[6];
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] = BinaryPrimitives.ReadInt32BigEndian(data[(20 + (i * 4))..]);
                if (counts[i] is < 0 or > 100_000)
                {
                    return false;
                }
            }

            header = new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
            return true;
        }

        public int BlockLength(int timeSize) =>
            (Transitions * (timeSize + 1)) + (Types * 6) + Characters + (Leaps * (timeSize + 4)) + Standard + Utc;
    }
}
