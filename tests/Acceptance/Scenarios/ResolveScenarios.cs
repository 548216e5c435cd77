using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class ResolveScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Alerts_without_an_end_resolve_together_after_the_resolve_timeout(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector webhook = await scenario.CollectAsync();
        webhook.Tolerance = 1;
        scenario.Config = """
            global:
              resolve_timeout: 4s
            route:
              receiver: default
              group_by: [alertname]
              group_wait: 1s
              group_interval: 5s
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;

        scenario.At(1).Push(Alert("test", "lbl", "v1"), Alert("test", "lbl", "v2"), Alert("test", "lbl", "v3"));
        webhook.Between(2, 2.5).Want(
            Alert("test", "lbl", "v1").Active(1), Alert("test", "lbl", "v2").Active(1), Alert("test", "lbl", "v3").Active(1));
        webhook.Between(7, 7.5).Want(
            Alert("test", "lbl", "v1").Active(1, 5),
            Alert("test", "lbl", "v2").Active(1, 5),
            Alert("test", "lbl", "v3").Active(1, 5));
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Send_resolved_false_leaves_resolved_alerts_out(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector both = await scenario.CollectAsync("both");
        Collector firing = await scenario.CollectAsync("firing");
        scenario.Config = """
            route:
              receiver: default
              group_by: [alertname]
              group_wait: 1s
              group_interval: 1s
            receivers:
            - name: default
              webhook_configs:
              - url: '{both}'
                send_resolved: true
              - url: '{firing}'
                send_resolved: false
            """;

        scenario.At(1).Push(Alert("test", "lbl", "v1"), Alert("test", "lbl", "v2"));
        both.Between(2, 2.5).Want(Alert("test", "lbl", "v1").Active(1), Alert("test", "lbl", "v2").Active(1));
        firing.Between(2, 2.5).Want(Alert("test", "lbl", "v1").Active(1), Alert("test", "lbl", "v2").Active(1));

        scenario.At(2.4).Push(Alert("test", "lbl", "v1").Active(1, 2.3));
        both.Between(3, 3.5).Want(Alert("test", "lbl", "v1").Active(1, 2.3), Alert("test", "lbl", "v2").Active(1));

        scenario.At(3.4).Push(Alert("test", "lbl", "v2").Active(1, 3.3));
        both.Between(4, 4.5).Want(Alert("test", "lbl", "v2").Active(1, 3.3));

        // The end was noted although nothing was sent, so a new episode is new to both.
        scenario.At(5.2).Push(Alert("test", "lbl", "v2").Active(5));
        both.Between(6.1, 6.6).Want(Alert("test", "lbl", "v2").Active(5));
        firing.Between(6.1, 6.6).Want(Alert("test", "lbl", "v2").Active(5));
        await scenario.RunAsync();
    }
}
