namespace Tocsin.Server.Replays;

/// <summary>A thread that gives way to all others: rules, pages and queries of now go before the past.</summary>
internal static class ReplayThread
{
    /// <summary>Runs work on such a thread.</summary>
    public static Task<T> Start<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception wrong)
            {
                done.SetException(wrong);
            }
        })
        {
            IsBackground = true,
            Name = "replay",
            Priority = ThreadPriority.BelowNormal,
        }.Start();
        return done.Task;
    }
}
