using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class InhibitScenarios
{
    private const string Route = """
        route:
          receiver: default
          group_by: []
          group_wait: 1s
          group_interval: 1s
          repeat_interval: 1ms
        receivers:
        - name: default
          webhook_configs:
          - url: '{webhook}'
        """;

    private const string Rule = Route + """

        inhibit_rules:
        - source_match:
            alertname: JobDown
          target_match:
            alertname: InstanceDown
          equal: [job, zone]
        """;

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_target_leaves_the_batch_while_its_source_fires_and_comes_back(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Rule };
        Collector webhook = await scenario.CollectAsync();
        TestAlert one = Alert("InstanceDown", "job", "testjob", "zone", "aa");
        TestAlert two = Alert("InstanceDown", "job", "testjob", "zone", "ab");
        TestAlert source = Alert("JobDown", "job", "testjob", "zone", "aa");

        scenario.At(1).Push(Alert("test1", "job", "testjob", "zone", "aa").Active(1), one.Active(1), two.Active(1));
        TestAlert other = Alert("test1", "job", "testjob", "zone", "aa").Active(1);
        webhook.Between(2, 2.4).Want(other, one.Active(1), two.Active(1));

        scenario.At(2.5).Push(source.Active(2.2));
        webhook.Between(3, 3.4).Want(other, two.Active(1), source.Active(2.2));

        scenario.At(3.5).Push(source.Active(2.2, 3.3));
        webhook.Between(4, 4.4).Want(other, one.Active(1), two.Active(1), source.Active(2.2, 3.3));
        webhook.Between(5, 5.4).Want(other, one.Active(1), two.Active(1));
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_target_that_was_never_heard_stays_unheard_until_both_resolve_together(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Rule };
        Collector webhook = await scenario.CollectAsync();
        TestAlert target = Alert("InstanceDown", "job", "testjob", "zone", "aa");
        TestAlert source = Alert("JobDown", "job", "testjob", "zone", "aa");

        scenario.At(1).Push(target.Active(1), source.Active(1));
        webhook.Between(2, 2.4).Want(source.Active(1));
        scenario.At(2.5).Push(target.Active(1, 2.3), source.Active(1, 2.3));
        webhook.Between(3, 3.4).Want(target.Active(1, 2.3), source.Active(1, 2.3));
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task An_empty_inhibition_rule_does_no_harm(Subject subject)
    {
        await using var scenario = new Scenario(subject)
        {
            Config = Route + "\ninhibit_rules:\n- equal: [job]\n",
        };
        Collector webhook = await scenario.CollectAsync();
        scenario.At(0.3).Push(Alert("test1", "job", "a").Active(0.2));
        webhook.Between(1.2, 1.5).Want(Alert("test1", "job", "a").Active(0.2));
        await scenario.RunAsync();
    }
}
