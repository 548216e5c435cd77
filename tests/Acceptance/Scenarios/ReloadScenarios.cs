using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class ReloadScenarios
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_reload_sends_nothing_twice_and_goes_on(Subject subject)
    {
        await using var scenario = new Scenario(subject);
        Collector webhook = await scenario.CollectAsync();
        scenario.Config = """
            route:
              receiver: default
              group_by: []
              group_wait: 1s
              group_interval: 4s
              repeat_interval: 10m
            receivers:
            - name: default
              webhook_configs:
              - url: '{webhook}'
            """;

        scenario.At(1).Push(Alert("test1").Active(1));
        webhook.Between(2, 2.5).Want(Alert("test1").Active(1));
        scenario.At(3.2).Reload();
        scenario.At(3.6).Push(Alert("test2").Active(3.6));

        // Upstream starts the group's interval anew at the reload, Tocsin keeps the timers of groups that did not change.
        (double from, double to) = subject == Subject.Alertmanager ? (7.1, 7.5) : (6.0, 6.5);
        webhook.Between(from, to).Want(Alert("test1").Active(1), Alert("test2").Active(3.6));
        await scenario.RunAsync();
    }
}
