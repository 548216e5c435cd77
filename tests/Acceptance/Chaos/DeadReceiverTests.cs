using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

public sealed class DeadReceiverTests
{
    private const int SendsAtOnce = 64;
    private const int Groups = 150;

    // What a receiver takes of the machine's time is measured in bench; here the other one never ends at all, so that
    // whoever waits for it waits for ever.
    [Fact]
    public async Task A_receiver_that_never_answers_holds_back_nobody_else()
    {
        var ledger = new Ledger();
        int ended = 0;
        await using HttpSink sink = await HttpSink.StartAsync(async (received, http) =>
        {
            if (received.Path == BadReceivers.DeadPath)
            {
                await BadReceivers.SayNothingAsync(http);
                Interlocked.Increment(ref ended);
                return;
            }

            ledger.Add(Message.Of(received));
        });
        await using AlertmanagerProcess server = await AlertmanagerProcess.StartAsync(
            new AlertmanagerOptions(Subject.Tocsin, Config(sink.Url)));
        await new Life(server, [.. Enumerable.Range(0, Groups).Select(g => $"dead-{g}")]).PostAsync(stage: 1);
        await sink.Requests.WhenAsync(all => all.Count == SendsAtOnce, TimeSpan.FromSeconds(60), "as many as may be under way");

        var life = new Life(server, [.. Enumerable.Range(0, Groups).Select(g => $"well-{g}")]);
        for (int stage = 1; stage <= Life.Stages; stage++)
        {
            await life.PostAsync(stage);
            await ledger.WhenHeardAsync(stage, Groups);
        }

        Assert.Equal(0, Volatile.Read(ref ended));
        Assert.Equal(SendsAtOnce, sink.Requests.Snapshot().Count(r => r.Path == BadReceivers.DeadPath));
        Assert.Equal(Groups * Life.Stages, ledger.All.Count);
        Assert.DoesNotContain(ledger.All, m => m.IsRepeat);
    }

    private static string Config(string sink) => $$"""
        route:
          receiver: well
          group_by: [group]
          group_wait: 0s
          group_interval: 1s
          routes:
          - {receiver: dead, matchers: [to="dead"], group_interval: 1h}
        receivers:
        - {name: well, webhook_configs: [{url: '{{sink}}/well'}]}
        - {name: dead, webhook_configs: [{url: '{{sink}}{{BadReceivers.DeadPath}}'}]}
        """;
}
