using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class SilenceScenarios
{
    private const string Config = """
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

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_silenced_alert_is_absent_for_exactly_its_window(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        Collector webhook = await scenario.CollectAsync();
        TestAlert one = Alert("test1").Active(1);
        TestAlert two = Alert("test2").Active(1);

        scenario.At(1).Push(one, two);
        webhook.Between(2, 2.4).Want(one, two);
        scenario.At(2.5).Silence(new TestSilence(2.7, 4.6).Match("alertname", "test1"));
        webhook.Between(3, 3.4).Want(two);
        webhook.Between(4, 4.4).Want(two);
        webhook.Between(5, 5.4).Want(one, two);
        await scenario.RunAsync();
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task A_deleted_silence_lets_the_alert_through_at_once(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        Collector webhook = await scenario.CollectAsync();
        TestAlert one = Alert("test1").Active(1);
        TestAlert two = Alert("test2").Active(1);
        TestSilence silence = new TestSilence(2.7, 100).MatchRegex("alertname", "test.*");

        scenario.At(1).Push(one, two);
        webhook.Between(2, 2.4).Want(one, two);
        scenario.At(2.5).Silence(silence);
        scenario.At(4.5).Expire(silence);
        webhook.Between(5, 5.4).Want(one, two);
        await scenario.RunAsync();
    }
}
