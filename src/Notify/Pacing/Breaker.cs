using Tocsin.Journal.Events.Notify;
using Tocsin.Model;

namespace Tocsin.Notify.Pacing;

/// <summary>
/// Stops asking a receiver that fails again and again, and asks with one message at a time whether it is back. What
/// waits meanwhile loses nothing but time.
/// </summary>
/// <remarks>One owner; not thread-safe. It is not remembered over a restart: a few failed attempts bring it back.</remarks>
internal sealed class Breaker(Jitter jitter)
{
    private const double Spread = 0.2;

    private int _failures;
    private int _reopened;

    /// <summary>The settings; null for a breaker that never opens.</summary>
    public BreakerModel? Model { get; set; }

    /// <summary>How it stands.</summary>
    public BreakerState State { get; private set; }

    /// <summary>Until when nothing is sent, if it is open.</summary>
    public Instant OpenUntil { get; private set; }

    /// <summary>True if an attempt may begin.</summary>
    public bool MayStart(Instant now) => State switch
    {
        BreakerState.Closed => true,
        BreakerState.Open => now >= OpenUntil,
        _ => false,
    };

    /// <summary>An attempt begins; true if it is the probe.</summary>
    public bool Started()
    {
        if (State != BreakerState.Open)
        {
            return false;
        }

        State = BreakerState.HalfOpen;
        return true;
    }

    /// <summary>The receiver answered, well or not; true if that closed the breaker.</summary>
    public bool Answered()
    {
        bool closes = State != BreakerState.Closed;
        Close();
        return closes;
    }

    /// <summary>
    /// An attempt failed; true if that opened a closed breaker. Attempts that began before it opened do not count.
    /// </summary>
    public bool Failed(bool isProbe, Instant now)
    {
        if (State == BreakerState.Closed)
        {
            _failures++;
            if (Model is not { } model || _failures < model.Failures)
            {
                return false;
            }

            Open(now);
            return true;
        }

        if (isProbe)
        {
            _reopened++;
            Open(now);
        }

        return false;
    }

    /// <summary>Takes the settings of a reload; one that has none any more closes.</summary>
    public void Change(BreakerModel? model)
    {
        Model = model;
        if (model is null)
        {
            Close();
        }
    }

    private void Open(Instant now)
    {
        // A reload while the probe was out may have taken the breaker away.
        BreakerModel model = Model ?? new BreakerModel();
        double middle = Math.Min(model.Pause.Ticks * Math.Pow(2, _reopened), model.PauseMax.Ticks);
        State = BreakerState.Open;
        OpenUntil = now + new TimeSpan((long)(middle * jitter.Around(Spread)));
    }

    private void Close()
    {
        State = BreakerState.Closed;
        _failures = 0;
        _reopened = 0;
        OpenUntil = default;
    }
}
