namespace Tocsin.Signals.Probes;

/// <summary>Finds lines in what arrives piece by piece, and bytes before the next line. Bounded. Not thread-safe.</summary>
// Source: Go bufio, Scanner with ScanLines: without the line's end, and a last line need not have one.
public sealed class LineBuffer
{
    /// <summary>Bytes of a line at most.</summary>
    public const int LineBytesMax = 64 * 1024;

    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>How many bytes wait.</summary>
    public int Count => _end - _start;

    /// <summary>True if a line would be longer than it may.</summary>
    public bool IsFull => Count >= LineBytesMax;

    /// <summary>Takes what arrived.</summary>
    public void Append(ReadOnlySpan<byte> arrived)
    {
        if (_start > 0 && _end + arrived.Length > _bytes.Length)
        {
            _bytes.AsSpan(_start, Count).CopyTo(_bytes);
            (_start, _end) = (0, Count);
        }

        if (_end + arrived.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + arrived.Length));
        }

        arrived.CopyTo(_bytes.AsSpan(_end));
        _end += arrived.Length;
    }

    /// <summary>The next line, without its end.</summary>
    /// <param name="isEnd">Nothing more will arrive.</param>
    /// <returns>Null if it is not whole yet, or at the end of everything.</returns>
    public byte[]? TakeLine(bool isEnd)
    {
        ReadOnlySpan<byte> waiting = _bytes.AsSpan(_start, Count);
        int newline = waiting.IndexOf((byte)'\n');
        if (newline < 0 && (!isEnd || waiting.IsEmpty))
        {
            return null;
        }

        ReadOnlySpan<byte> line = newline < 0 ? waiting : waiting[..newline];
        _start += newline < 0 ? line.Length : newline + 1;
        return (line is [.., (byte)'\r'] ? line[..^1] : line).ToArray();
    }

    /// <summary>The next bytes.</summary>
    /// <returns>Null if there are not as many yet.</returns>
    public byte[]? TakeBytes(int count)
    {
        if (Count < count)
        {
            return null;
        }

        byte[] taken = _bytes.AsSpan(_start, count).ToArray();
        _start += count;
        return taken;
    }

    /// <summary>Forgets what waits, as where TLS begins: what came before it must not pass for what comes within.</summary>
    public void Clear() => (_start, _end) = (0, 0);
}
