using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class ClusterScenarios
{
    private const string Config = """
        route:
          receiver: default
          group_by: []
          group_wait: 1s
          group_interval: 1s
          repeat_interval: 1h
        receivers:
        - name: default
          webhook_configs:
          - url: '{webhook}'
        """;

    // Gossip is not part of the server yet, so these prove the harness on the real cluster only.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task However_many_peers_there_are_each_batch_comes_once(int peers)
    {
        await using var scenario = new Scenario(Subject.Alertmanager) { Config = Config, Nodes = peers };
        Collector webhook = await scenario.CollectAsync();
        scenario.At(1).Push(Alert("test1").Active(1));
        webhook.Between(2, 2.5).Want(Alert("test1").Active(1));
        scenario.At(2.4).Push(Alert("test2").Active(2.3));
        webhook.Between(3, 3.5).Want(Alert("test1").Active(1), Alert("test2").Active(2.3));
        scenario.At(5).Do(() => Task.CompletedTask);
        await scenario.RunAsync();
    }
}
