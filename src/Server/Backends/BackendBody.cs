namespace Tocsin.Server.Backends;

/// <summary>The body of an answer: counted, and ended when it is too long. One owner.</summary>
internal sealed class BackendBody(Stream inner, long bytesMax) : Stream
{
    /// <summary>How many bytes came so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    /// <summary>Reads the rest.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAllAsync(CancellationToken cancellation)
    {
        byte[] bytes = new byte[16 * 1024];
        int filled = 0;
        while (true)
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }

            int read = await ReadAsync(bytes.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return bytes.AsMemory(0, filled);
            }

            filled += read;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Counted(int read)
    {
        Count += read;
        return Count <= bytesMax ? read : throw BackendFailure.Unusable(
            $"the answer is longer than {bytesMax >> 20} MiB (answer_mib_max): ask for less, or allow more");
    }
}
