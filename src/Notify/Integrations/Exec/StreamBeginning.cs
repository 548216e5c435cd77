using System.Text;

namespace Tocsin.Notify.Integrations.Exec;

/// <summary>
/// Reads a stream to its end and keeps only the beginning, so that whoever writes can go on and cannot fill our memory.
/// Thread-safe.
/// </summary>
internal sealed class StreamBeginning
{
    /// <summary>How many bytes are kept.</summary>
    public const int BytesMax = 4096;

    private readonly Lock _gate = new();
    private readonly byte[] _kept = new byte[BytesMax];
    private int _length;

    /// <summary>Begins to read.</summary>
    public StreamBeginning(Stream stream) => Ended = ReadAsync(stream);

    /// <summary>Completes at the end of the stream.</summary>
    public Task Ended { get; }

    /// <summary>What was kept so far.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_kept, 0, _length);
            }
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[BytesMax];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and int read)
            {
                Keep(buffer.AsSpan(0, read));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Nobody waited for its end.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            int room = Math.Min(bytes.Length, BytesMax - _length);
            bytes[..room].CopyTo(_kept.AsSpan(_length));
            _length += room;
        }
    }
}
