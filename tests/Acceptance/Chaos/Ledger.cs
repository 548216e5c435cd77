namespace Tocsin.Acceptance.Chaos;

/// <summary>What arrived, in order, and how far everybody has heard. Thread-safe.</summary>
internal sealed class Ledger
{
    // Not how long anything may take: how long the whole program may tell nobody anything new before it counts as stuck.
    private static readonly TimeSpan StallMax = TimeSpan.FromSeconds(90);

    private readonly Lock _gate = new();
    private readonly List<Message> _messages = [];
    private readonly Dictionary<string, int> _heard = new(StringComparer.Ordinal);
    private readonly int[] _groupsHeard = new int[Life.Stages + 1];
    private TaskCompletionSource _pulse = NewPulse();

    public IReadOnlyList<Message> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    public void Add(Message message)
    {
        TaskCompletionSource pulse;
        lock (_gate)
        {
            _messages.Add(message);
            for (int stage = _heard.GetValueOrDefault(message.Group) + 1; stage <= message.Stage; stage++)
            {
                _groupsHeard[stage]++;
                _heard[message.Group] = stage;
            }

            pulse = _pulse;
            _pulse = NewPulse();
        }

        pulse.SetResult();
    }

    /// <summary>Waits until so many groups have been heard of at that stage, by whomever.</summary>
    /// <exception cref="TimeoutException">For long nobody has heard anything new.</exception>
    public async Task WhenHeardAsync(int stage, int groups)
    {
        int before = -1;
        using var stalled = new CancellationTokenSource();
        while (true)
        {
            (int heard, _, Task next) = Look(stage);
            if (heard >= groups)
            {
                return;
            }

            if (heard > before)
            {
                before = heard;
                stalled.CancelAfter(StallMax);
            }

            try
            {
                await next.WaitAsync(stalled.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(
                    $"{heard} of {groups} groups were heard of at stage {stage}, and for {StallMax} no other:\n{Silent(stage)}");
            }
        }
    }

    /// <summary>Waits until so many more messages have come.</summary>
    public async Task WhenMoreCameAsync(int messages)
    {
        int end = Look(1).Messages + messages;
        while (true)
        {
            (_, int came, Task next) = Look(1);
            if (came >= end)
            {
                return;
            }

            await next;
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (int Heard, int Messages, Task Next) Look(int stage)
    {
        lock (_gate)
        {
            return (_groupsHeard[stage], _messages.Count, _pulse.Task);
        }
    }

    private string Silent(int stage)
    {
        lock (_gate)
        {
            return string.Join(' ', _heard.Where(h => h.Value < stage).Select(h => h.Key).Take(20));
        }
    }
}
