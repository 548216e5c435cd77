namespace Tocsin.TestKit.BlackBox;

/// <summary>
/// Notices when the machine could not keep time: a beat that comes late says that a server's timers may have been late
/// too. A timed test that failed under hiccups has proved nothing and is played again; one that failed without them fails.
/// </summary>
public sealed class Hiccups : IDisposable
{
    /// <summary>How often a timed test is played at most.</summary>
    public const int MostPlays = 4;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(25);
    private readonly ITimer _timer;
    private long _last = TimeProvider.System.GetTimestamp();
    private long _worstTicks;

    /// <summary>Starts to listen.</summary>
    public Hiccups() => _timer = TimeProvider.System.CreateTimer(_ => OnBeat(), null, Beat, Beat);

    /// <summary>By how much the latest beat of all was late.</summary>
    public TimeSpan Worst => new(Interlocked.Read(ref _worstTicks));

    /// <summary>True if timed results are not to be trusted.</summary>
    public bool Disturbed => Worst > TimeSpan.FromMilliseconds(120);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void OnBeat()
    {
        long now = TimeProvider.System.GetTimestamp();
        long before = Interlocked.Exchange(ref _last, now);
        long late = (TimeProvider.System.GetElapsedTime(before, now) - Beat).Ticks;
        if (late > Interlocked.Read(ref _worstTicks))
        {
            Interlocked.Exchange(ref _worstTicks, late);
        }
    }
}
