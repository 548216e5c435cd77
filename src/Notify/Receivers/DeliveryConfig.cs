using Tocsin.Notify.Http;
using Tocsin.Notify.Pacing;
using Tocsin.Yaml;

namespace Tocsin.Notify.Receivers;

/// <summary>
/// <c>delivery</c>: how messages are paced, on a receiver in the Alertmanager file or for all of them in
/// <c>tocsin.yml</c>. What is not given is taken from the next place: receiver, <c>tocsin.yml</c>, the program.
/// </summary>
public sealed record DeliveryConfig
{
    /// <summary>How many attempts may begin in a time.</summary>
    public RateLimitConfig? RateLimit { get; init; }

    /// <summary>How many may go at once after a quiet spell; null for what the rate limit brings in a second.</summary>
    public long? Burst { get; init; }

    /// <summary>How many attempts may be under way at once.</summary>
    public long? Concurrency { get; init; }

    /// <summary>When to stop asking a receiver that fails.</summary>
    public BreakerConfig? Breaker { get; init; }

    /// <summary>How long a message may be tried.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The pauses between the attempts of one message.</summary>
    public RetryConfig? Retry { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DeliveryConfig> Schema { get; } = new YamlSchema<DeliveryConfig>("tocsin.Delivery", new())
        .Optional("rate_limit", RateLimitConfig.Type, c => c.RateLimit, (c, v) => c with { RateLimit = v })
        .Optional("burst", YamlTypes.Whole.OrUnset(), c => c.Burst, (c, v) => c with { Burst = v })
        .Optional("concurrency", YamlTypes.Whole.OrUnset(), c => c.Concurrency, (c, v) => c with { Concurrency = v })
        .Optional("breaker", BreakerConfig.Schema.OrNull(), c => c.Breaker, (c, v) => c with { Breaker = v })
        .Optional("deadline", ConfigTypes.Duration.OrUnset(), c => c.Deadline, (c, v) => c with { Deadline = v })
        .Optional("timeout", ConfigTypes.Duration.OrUnset(), c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("retry", RetryConfig.Schema.OrNull(), c => c.Retry, (c, v) => c with { Retry = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>What holds where this says nothing.</summary>
    public DeliveryModel Over(DeliveryModel defaults) => new()
    {
        Rate = RateLimit is { } rate ? rate.ToModel((int?)Burst) : defaults.Rate,
        Concurrency = (int?)Concurrency ?? defaults.Concurrency,
        Breaker = Breaker is { } breaker ? breaker.Over(defaults.Breaker) : defaults.Breaker,
        Deadline = Deadline ?? defaults.Deadline,
        Timeout = Timeout ?? defaults.Timeout,
        Retry = Retry is { } retry ? retry.Over(defaults.Retry) : defaults.Retry,
    };

    private static DeliveryConfig Check(DeliveryConfig c, YamlRules rules)
    {
        if (c.Burst is < 1 or > 1_000_000)
        {
            rules.Fail("burst must be between 1 and 1000000", "burst");
        }

        if (c.Burst is not null && c.RateLimit is not { Count: > 0 })
        {
            rules.Fail("burst says how many may go at once within a rate_limit, and there is none", "burst");
        }

        if (c.Concurrency is < 1 or > 10_000)
        {
            rules.Fail("concurrency must be between 1 and 10000", "concurrency");
        }

        if (c.Deadline is { } deadline && (deadline < TimeSpan.FromSeconds(1) || deadline > TimeSpan.FromDays(7)))
        {
            rules.Fail("deadline must be between 1s and 7d", "deadline");
        }

        if (c.Timeout is { } timeout && (timeout < TimeSpan.FromMilliseconds(100) || timeout > TimeSpan.FromHours(1)))
        {
            rules.Fail("timeout must be between 100ms and 1h", "timeout");
        }

        return c;
    }
}

/// <summary><c>rate_limit</c>: so many in a time, <c>30/m</c> or <c>{count: 30, per: 1m}</c>.</summary>
public sealed record RateLimitConfig
{
    /// <summary>How many; 0 for no limit.</summary>
    public long Count { get; init; }

    /// <summary>In which time.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How it is read: a text or a mapping.</summary>
    public static YamlType<RateLimitConfig?> Type { get; } = new ShortFormType<RateLimitConfig>(
        new YamlSchema<RateLimitConfig>("tocsin.RateLimit", new())
            .Field("count", YamlTypes.Whole, c => c.Count, (c, v) => c with { Count = v })
            .Field("per", ConfigTypes.Duration, c => c.Per, (c, v) => c with { Per = v })
            .WithoutUnmarshaler()
            .Rule((c, rules) =>
            {
                if (c.Fault() is { } fault)
                {
                    rules.Fail(fault, rules.Has("count") ? "count" : null);
                }

                return c;
            }),
        TryParse);

    /// <summary>The limit; null for none.</summary>
    public RateLimit? ToModel(int? burst) => Count == 0 ? null : Pacing.RateLimit.Of(Count, Per, burst);

    private static string? TryParse(string text, out RateLimitConfig limit)
    {
        const string Form = "a rate limit is a number and a time, such as 30/m or 5/10s, or none";
        limit = new();
        if (text == "none")
        {
            return null;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !long.TryParse(text.AsSpan(0, slash).Trim(), out long count))
        {
            return Form;
        }

        string unit = text[(slash + 1)..].Trim();
        string per = unit.Length > 0 && !char.IsAsciiDigit(unit[0]) ? "1" + unit : unit;
        if (!Model.Durations.PrometheusDuration.TryParse(per, out TimeSpan span, out _))
        {
            return Form;
        }

        limit = new() { Count = count, Per = span };
        return count == 0 ? "a rate limit of 0 would send nothing; for no limit write none" : limit.Fault();
    }

    private string? Fault() => Count is < 0 or > 1_000_000
        ? "a rate limit must be between 1 and 1000000"
        : Per < TimeSpan.FromSeconds(1) || Per > TimeSpan.FromDays(1)
            ? "a rate limit counts in a time between 1s and 1d"
            : null;
}

/// <summary><c>breaker</c>: when to stop asking a receiver that fails, and when to ask again.</summary>
public sealed record BreakerConfig
{
    /// <summary>After so many failed attempts in a row; 0 for never.</summary>
    public long? Failures { get; init; }

    /// <summary>The first pause.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>The longest pause.</summary>
    public TimeSpan? PauseMax { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<BreakerConfig> Schema { get; } = new YamlSchema<BreakerConfig>("tocsin.Breaker", new())
        .Optional("failures", YamlTypes.Whole.OrUnset(), c => c.Failures, (c, v) => c with { Failures = v })
        .Optional("pause", ConfigTypes.Duration.OrUnset(), c => c.Pause, (c, v) => c with { Pause = v })
        .Optional("max_pause", ConfigTypes.Duration.OrUnset(), c => c.PauseMax, (c, v) => c with { PauseMax = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>What holds where this says nothing; null for no breaker.</summary>
    public BreakerModel? Over(BreakerModel? defaults)
    {
        if (Failures == 0 || (Failures is null && defaults is null))
        {
            return null;
        }

        BreakerModel otherwise = defaults ?? new BreakerModel();
        TimeSpan pause = Pause ?? (PauseMax < otherwise.Pause ? PauseMax.Value : otherwise.Pause);
        TimeSpan pauseMax = PauseMax ?? otherwise.PauseMax;
        return new BreakerModel
        {
            Failures = (int?)Failures ?? otherwise.Failures,
            Pause = pause,
            PauseMax = pauseMax > pause ? pauseMax : pause,
        };
    }

    private static BreakerConfig Check(BreakerConfig c, YamlRules rules)
    {
        if (c.Failures is < 0 or > 1_000_000)
        {
            rules.Fail("failures must be between 0 and 1000000", "failures");
        }

        if (c.Pause is { } pause && (pause < TimeSpan.FromMilliseconds(100) || pause > TimeSpan.FromHours(1)))
        {
            rules.Fail("pause must be between 100ms and 1h", "pause");
        }

        if (c.PauseMax is { } longest && (longest < TimeSpan.FromMilliseconds(100) || longest > TimeSpan.FromHours(1)))
        {
            rules.Fail("max_pause must be between 100ms and 1h", "max_pause");
        }

        if (c.Pause > c.PauseMax)
        {
            rules.Fail("max_pause must not be shorter than pause", "max_pause");
        }

        return c;
    }
}

/// <summary><c>retry</c>: the pauses between the attempts of one message.</summary>
public sealed record RetryConfig
{
    /// <summary>The first pause.</summary>
    public TimeSpan? Initial { get; init; }

    /// <summary>The longest pause.</summary>
    public TimeSpan? Max { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RetryConfig> Schema { get; } = new YamlSchema<RetryConfig>("tocsin.Retry", new())
        .Optional("initial", ConfigTypes.Duration.OrUnset(), c => c.Initial, (c, v) => c with { Initial = v })
        .Optional("max", ConfigTypes.Duration.OrUnset(), c => c.Max, (c, v) => c with { Max = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>What holds where this says nothing.</summary>
    public BackoffModel Over(BackoffModel defaults)
    {
        TimeSpan initial = Initial ?? (Max < defaults.Initial ? Max.Value : defaults.Initial);
        TimeSpan max = Max ?? defaults.Max;
        return new BackoffModel { Initial = initial, Max = max > initial ? max : initial };
    }

    private static RetryConfig Check(RetryConfig c, YamlRules rules)
    {
        if (c.Initial is { } initial && (initial < TimeSpan.FromMilliseconds(10) || initial > TimeSpan.FromHours(1)))
        {
            rules.Fail("initial must be between 10ms and 1h", "initial");
        }

        if (c.Max is { } max && (max < TimeSpan.FromMilliseconds(10) || max > TimeSpan.FromHours(1)))
        {
            rules.Fail("max must be between 10ms and 1h", "max");
        }

        if (c.Initial > c.Max)
        {
            rules.Fail("max must not be shorter than initial", "max");
        }

        return c;
    }
}
