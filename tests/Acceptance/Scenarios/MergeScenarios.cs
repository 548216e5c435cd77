using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class MergeScenarios
{
    private const string Config = """
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

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task The_earliest_start_is_kept_and_the_latest_annotations_win(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        Collector webhook = await scenario.CollectAsync();

        scenario.At(1).Push(Alert("test").Active(1.1));
        webhook.Between(2, 2.5).Want(Alert("test").Active(1.1));

        // A later start inside the range that is known does not move the start; its annotations are newer.
        scenario.At(2.3).Push(Alert("test").Active(2).Annotate("ann", "v1"));
        webhook.Between(3, 3.5).Want(Alert("test").Active(1.1).Annotate("ann", "v1"));

        scenario.At(3.3).Push(Alert("test").Active(1.1).Annotate("ann", "v2"));
        webhook.Between(4, 4.5).Want(Alert("test").Active(1.1).Annotate("ann", "v2"));

        scenario.At(4.3).Push(Alert("test").Active(1.1, 4.2).Annotate("ann", "v3"));
        webhook.Between(5, 5.5).Want(Alert("test").Active(1.1, 4.2).Annotate("ann", "v3"));
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Resolved_twice_keeps_the_later_end_and_a_fire_after_it_is_a_new_episode(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        Collector webhook = await scenario.CollectAsync();

        scenario.At(1).Push(Alert("test").Active(1));
        webhook.Between(2, 2.5).Want(Alert("test").Active(1));

        scenario.At(2.6).Push(Alert("test").Active(1, 2.5));
        scenario.At(2.7).Push(Alert("test").Active(1, 2.2));
        webhook.Between(3, 3.4).Want(Alert("test").Active(1, 2.5));

        scenario.At(4).Push(Alert("test").Active(4));
        webhook.Between(5, 5.5).Want(Alert("test").Active(4));
        await scenario.RunAsync();
    }
}
