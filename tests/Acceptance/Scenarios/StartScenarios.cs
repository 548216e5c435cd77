using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class StartScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Nothing_is_sent_before_the_start_delay_even_for_old_alerts_and_across_a_reload(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Flags = ["--dispatch.start-delay", "4s"] };
        Collector webhook = await scenario.CollectAsync();
        webhook.Tolerance = 1;
        scenario.Config = """
            route:
              receiver: default
              group_by: []
              group_wait: 1s
              group_interval: 3s
              repeat_interval: 10m
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;

        scenario.At(0.3).Push(Alert("test1").Active(-100));
        scenario.At(0.6).Push(Alert("test2").Active(0.5));
        scenario.At(2).Reload();

        // The delay counts from the start of the process, which is before the scale's zero by however long it took.
        webhook.Between(2.6, 4.6).Want(Alert("test1").Active(-100), Alert("test2").Active(0.5));

        scenario.At(5).Push(Alert("test3").Active(4.9));
        webhook.Between(5.4, 7.6).Want(Alert("test1").Active(-100), Alert("test2").Active(0.5), Alert("test3").Active(4.9));
        await scenario.RunAsync();
    }
}
