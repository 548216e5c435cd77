using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

/// <summary>
/// Receivers that fail in every way that receivers have: they answer slowly, refuse, ask for patience, take a message and
/// hang up or say nothing, and now and then refuse everything for a while. One of them is dead and takes nothing at all.
/// </summary>
internal sealed class BadReceivers(Random random)
{
    /// <summary>Where the program tells of itself; that receiver is in order.</summary>
    public const string OwnPath = "/own";

    /// <summary>The receiver that takes nothing.</summary>
    public const string DeadPath = "/dead";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _spells = new(StringComparer.Ordinal);

    public Ledger Ledger { get; } = new();

    public Task AnswerAsync(Received received, HttpContext http) => received.Path switch
    {
        OwnPath => Task.CompletedTask,
        DeadPath => StayDeadAsync(http, Luck(received.Path)),
        _ => TakeAsync(received, http, Luck(received.Path)),
    };

    /// <summary>Keeps the sender waiting until it gives up.</summary>
    public static async Task SayNothingAsync(HttpContext http)
    {
        var never = new TaskCompletionSource();
        await using CancellationTokenRegistration gone = http.RequestAborted.Register(() => never.TrySetResult());
        await never.Task;
    }

    private static Task StayDeadAsync(HttpContext http, int luck)
    {
        switch (luck)
        {
            case < 50:
                return SayNothingAsync(http);
            case < 500:
                http.Abort();
                return Task.CompletedTask;
            default:
                return RefuseAsync(http, luck: 0);
        }
    }

    private static Task RefuseAsync(HttpContext http, int luck)
    {
        http.Response.StatusCode = luck < 66 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
        if (luck >= 66)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return Task.CompletedTask;
    }

    private async Task TakeAsync(Received received, HttpContext http, int luck)
    {
        // Whoever gave up before anybody looked has told nothing: on a busy machine the next attempt may be here already.
        if (luck < 70 || http.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(http, luck);
            return;
        }

        // Whatever becomes of the answer, the receiver has the message now.
        Ledger.Add(Message.Of(received));
        switch (luck)
        {
            case < 110:
                http.Abort();
                break;
            case < 130:
                await SayNothingAsync(http);
                break;
            case < 230:
                await new RealTime().ReachAsync((luck - 130) / 100.0);
                break;
        }
    }

    // Of a thousand. In a bad spell every answer is a refusal, so that breakers open.
    private int Luck(string path)
    {
        lock (_gate)
        {
            int left = _spells.GetValueOrDefault(path);
            if (left > 0)
            {
                _spells[path] = left - 1;
                return 0;
            }

            if (random.Next(300) == 0)
            {
                _spells[path] = random.Next(20, 60);
            }

            return random.Next(1000);
        }
    }
}
