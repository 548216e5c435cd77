namespace Tocsin.Conformance.Differential;

public sealed class MergeDuels
{
    [Fact]
    public async Task Merges_resolves_and_new_episodes_are_told_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: both
                  group_by: [alertname]
                  group_wait: 1s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                - name: both
                  webhook_configs:
                  - url: '{sink}/resolved'
                  - url: '{sink}/firing'
                    send_resolved: false
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"M","n":"1"},"startsAt":"@0.2","annotations":{"v":"1"}},
             {"labels":{"alertname":"M","n":"2"},"startsAt":"@0.2","annotations":{"v":"1"}}]
            """);
        duel.Push(1.7, """
            [{"labels":{"alertname":"M","n":"1"},"startsAt":"@0.1","annotations":{"v":"2"}},
             {"labels":{"alertname":"M","n":"2"},"startsAt":"@0.2","endsAt":"@1.6"}]
            """);
        duel.Push(2.7, """[{"labels":{"alertname":"M","n":"2"},"startsAt":"@2.6","annotations":{"v":"3"}}]""");
        duel.Push(3.7, """
            [{"labels":{"alertname":"M","n":"1"},"startsAt":"@0.2","endsAt":"@3.6"},
             {"labels":{"alertname":"M","n":"2"},"startsAt":"@2.6","endsAt":"@3.5"}]
            """);
        duel.Push(5.7, """[{"labels":{"alertname":"M","n":"1"},"startsAt":"@5.6"}]""");
        await duel.PlayAsync(7.4);
    }
}
