using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class RepeatScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_tiny_repeat_interval_repeats_at_every_flush_until_resolved(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector webhook = await scenario.CollectAsync();
        scenario.Config = """
            route:
              receiver: default
              group_by: [alertname]
              group_wait: 1s
              group_interval: 1s
              repeat_interval: 1ms
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;

        scenario.At(1).Push(Alert("test").Active(1));
        webhook.Between(2, 2.5).Want(Alert("test").Active(1));
        webhook.Between(3, 3.5).Want(Alert("test").Active(1));
        scenario.At(3.5).Push(Alert("test").Active(1, 3));
        webhook.Between(4, 4.5).Want(Alert("test").Active(1, 3));

        // Nothing more comes once it is resolved: this window only holds the scenario open.
        scenario.At(5.5).Do(() => Task.CompletedTask);
        await scenario.RunAsync();
    }
}
