namespace Tocsin.Rules.Replay;

/// <summary>A clock that never moves: over the past every rule has the time that it takes.</summary>
internal sealed class StillTime : TimeProvider
{
    public static readonly StillTime Instance = new();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // There is nothing that runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
