using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Series;

public sealed class ReadGateTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task So_many_are_inside_and_the_next_one_enters_when_one_leaves()
    {
        using var gate = new ReadGate(2, TimeSpan.FromMinutes(2), _time);
        IDisposable? first = await gate.EnterAsync(CancellationToken.None);
        using IDisposable? second = await gate.EnterAsync(CancellationToken.None);
        Task<IDisposable?> third = gate.EnterAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);

        first!.Dispose();
        first.Dispose();
        using IDisposable? entered = await third;
        Assert.NotNull(entered);
        Assert.False(gate.EnterAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Who_waits_too_long_is_sent_away_and_holds_no_place()
    {
        using var gate = new ReadGate(1, TimeSpan.FromMinutes(2), _time);
        IDisposable? first = await gate.EnterAsync(CancellationToken.None);
        Task<IDisposable?> second = gate.EnterAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await second);

        first!.Dispose();
        using IDisposable? third = await gate.EnterAsync(CancellationToken.None);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Who_hangs_up_waits_no_longer()
    {
        using var gate = new ReadGate(1, TimeSpan.FromMinutes(2), _time);
        using IDisposable? first = await gate.EnterAsync(CancellationToken.None);
        using var gone = new CancellationTokenSource();
        Task<IDisposable?> second = gate.EnterAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }
}
