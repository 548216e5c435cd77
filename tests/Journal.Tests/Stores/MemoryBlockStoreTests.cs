using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Stores;

public sealed class MemoryBlockStoreTests : BlockStoreContract
{
    private readonly MemoryBlockStore _store = new();

    public MemoryBlockStoreTests() => _store.Open();

    protected override IBlockStore Store => _store;

    [Fact]
    public void A_crash_before_the_sync_loses_or_keeps_the_whole_write()
    {
        _store.Before = effect =>
        {
            if (effect == StoreEffect.Sync)
            {
                throw new InvalidOperationException("crash");
            }
        };
        var write = new StoreWrite { Blocks = [Block.Of(1, TestEvents.Numbered(1))] };
        Assert.Throws<InvalidOperationException>(() => _store.Commit(write));
        Assert.Empty(_store.Reopen(keepUnsynced: false).Open().Blocks);
        Assert.Single(_store.Reopen(keepUnsynced: true).Open().Blocks);
    }

    protected override IBlockStore Reopen() => _store.Reopen(keepUnsynced: false);

    protected override void Dispose(bool disposing) => _store.Dispose();
}
