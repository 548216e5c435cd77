using System.Buffers;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Tests.Hosting;

public sealed class ConnectionBuffersTests : IDisposable
{
    private readonly ConnectionBuffers _buffers = new();

    public void Dispose() => _buffers.Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    public void A_block_is_whole_whatever_less_is_asked_for(int length)
    {
        using IMemoryOwner<byte> block = _buffers.Rent(length);
        Assert.Equal(_buffers.MaxBufferSize, block.Memory.Length);
    }

    [Fact]
    public void More_than_a_block_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _buffers.Rent(_buffers.MaxBufferSize + 1));

    [Fact]
    public void A_block_that_came_back_is_lent_again_but_to_one_at_a_time()
    {
        IMemoryOwner<byte> first = _buffers.Rent();
        first.Dispose();
        first.Dispose();
        IMemoryOwner<byte> again = _buffers.Rent();
        Assert.Same(first, again);
        Assert.NotSame(again, _buffers.Rent());
    }

    [Fact]
    public void A_rush_leaves_two_mebibytes_at_most()
    {
        IMemoryOwner<byte>[] rush = [.. Enumerable.Range(0, 200).Select(_ => _buffers.Rent())];
        Array.ForEach(rush, block => block.Dispose());
        IMemoryOwner<byte>[] next = [.. Enumerable.Range(0, 200).Select(_ => _buffers.Rent())];
        Assert.Equal(64, next.Intersect(rush).Count());
        Assert.Equal(2 << 20, 64 * _buffers.MaxBufferSize);
    }
}
