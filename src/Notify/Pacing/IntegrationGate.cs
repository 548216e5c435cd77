using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Pacing;

/// <summary>What keeps the next attempt from beginning.</summary>
/// <param name="Reason">What it is; None if the attempt may begin.</param>
/// <param name="Until">When to ask again; <see cref="Instant.Max"/> if only the end of an attempt can change it.</param>
internal readonly record struct GateAnswer(WaitReason Reason, Instant Until);

/// <summary>Says when the next attempt at an integration may begin. One for each integration, one owner.</summary>
internal sealed class IntegrationGate
{
    private readonly RateGate _rate = new();
    private readonly Breaker _breaker;
    private readonly Jitter _jitter;
    private Instant _quietUntil;
    private int _sending;

    public IntegrationGate(DeliveryModel model, Jitter jitter)
    {
        _jitter = jitter;
        _breaker = new Breaker(jitter);
        Model = model;
        Change(model);
    }

    /// <summary>The settings.</summary>
    public DeliveryModel Model { get; private set; }

    /// <summary>How the breaker stands.</summary>
    public BreakerState BreakerState => _breaker.State;

    /// <summary>Until when the breaker keeps everything back, if it is open.</summary>
    public Instant BreakerOpenUntil => _breaker.OpenUntil;

    /// <summary>Until when the receiver asked for quiet.</summary>
    public Instant QuietUntil => _quietUntil;

    /// <summary>Takes the settings of a reload; what is under way and what was counted stays.</summary>
    public void Change(DeliveryModel model)
    {
        Model = model;
        _rate.Limit = model.Rate;
        _breaker.Change(model.Breaker);
    }

    /// <summary>Whether an attempt may begin now, and if not, why.</summary>
    public GateAnswer Ask(Instant now)
    {
        if (_sending >= Model.Concurrency)
        {
            return new(WaitReason.Concurrency, Instant.Max);
        }

        if (!_breaker.MayStart(now))
        {
            return new(WaitReason.Breaker, _breaker.State == BreakerState.Open ? _breaker.OpenUntil : Instant.Max);
        }

        if (_quietUntil > now)
        {
            return new(WaitReason.RetryAfter, _quietUntil);
        }

        return _rate.FreeAt > now ? new(WaitReason.RateLimit, _rate.FreeAt) : default;
    }

    /// <summary>An attempt begins; true if it is the probe of a breaker.</summary>
    public bool Started(Instant now)
    {
        _sending++;
        _rate.Take(now);
        return _breaker.Started();
    }

    /// <summary>An attempt ended; true if that opened or closed the breaker.</summary>
    /// <remarks>
    /// A receiver that refuses one message or asks us to slow down is there, so that neither is a failure to a breaker.
    /// </remarks>
    public bool Ended(SendOutcome outcome, bool isProbe, Instant now)
    {
        _sending--;
        bool failed = outcome is SendOutcome.Retry { Reason: not SendFailureReason.RateLimited };
        return failed ? _breaker.Failed(isProbe, now) : _breaker.Answered();
    }

    /// <summary>The turn of a test message, which is in no queue and tells the breaker nothing.</summary>
    public TestTurn TakeTestTurn(Instant now)
    {
        Instant openUntil = _breaker.State == BreakerState.Closed ? default : _breaker.OpenUntil;
        if (_quietUntil > now)
        {
            return new(WaitReason.RetryAfter, _quietUntil, openUntil);
        }

        if (_rate.FreeAt > now)
        {
            return new(WaitReason.RateLimit, _rate.FreeAt, openUntil);
        }

        _rate.Take(now);
        return new(WaitReason.None, now, openUntil);
    }

    /// <summary>The receiver asked for quiet.</summary>
    public void KeepQuiet(Instant until) => _quietUntil = Instant.Later(_quietUntil, until);

    /// <summary>When a message that failed its attempt of that number is due again; the gate may keep it longer.</summary>
    public Instant NextTry(int attempt, Instant now) => now + Model.Retry.PauseAfter(attempt, _jitter);
}
