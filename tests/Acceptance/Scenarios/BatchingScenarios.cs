using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class BatchingScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_group_waits_then_adds_at_its_interval_then_repeats(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector webhook = await scenario.CollectAsync();
        scenario.Config = """
            route:
              receiver: default
              group_by: []
              group_wait: 1s
              group_interval: 1s
              repeat_interval: 4900ms
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;

        scenario.At(1.1).Push(Alert("test1").Active(1));
        scenario.At(1.7).Push(Alert("test5").Active(1));
        webhook.Between(2.0, 2.5).Want(Alert("test1").Active(1), Alert("test5").Active(1));

        scenario.At(3.3).Push(Alert("test2").Active(1.5), Alert("test3").Active(1.5), Alert("test4").Active(1.6));
        TestAlert[] all =
        [
            Alert("test1").Active(1), Alert("test2").Active(1.5), Alert("test3").Active(1.5),
            Alert("test4").Active(1.6), Alert("test5").Active(1),
        ];
        webhook.Between(4.1, 4.5).Want(all);

        // The repeat is checked at flushes only: 4.1 + 4.9 falls on the flush at 9.1.
        webhook.Between(9.0, 9.5).Want(all);
        await scenario.RunAsync();
    }
}
