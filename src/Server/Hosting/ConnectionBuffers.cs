using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Tocsin.Server.Hosting;

/// <summary>What connections read into and write from: blocks so large that a request of a hundred alerts is one or two of
/// them.</summary>
/// <remarks>
/// The web server's own blocks have 4 KiB, and each is a call of the system, a wake-up and a turn in the thread pool: for
/// a busy intake that was more work than the parsing. A connection that waits holds none. Thread-safe.
/// </remarks>
internal sealed class ConnectionBuffers : MemoryPool<byte>
{
    private const int BlockBytes = 32 * 1024;
    private const int KeptMax = 64;

    private readonly ConcurrentQueue<Block> _kept = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>A block, whatever less is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than a block.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        Block block = _kept.TryDequeue(out Block? kept) ? kept : new Block(this);
        block.IsOut = true;
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _kept.Clear();

    private void Return(Block block)
    {
        // A race over the last places keeps some blocks more, which does no harm.
        if (_kept.Count < KeptMax)
        {
            _kept.Enqueue(block);
        }
    }

    /// <summary>Gives every listener its blocks.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ConnectionBuffers();
    }

    private sealed class Block(ConnectionBuffers pool) : IMemoryOwner<byte>
    {
        // Pinned, for the system writes into it while the collector may move what lies around.
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private bool _isOut;

        public bool IsOut
        {
            set => Volatile.Write(ref _isOut, value);
        }

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOut, false))
            {
                pool.Return(this);
            }
        }
    }
}
