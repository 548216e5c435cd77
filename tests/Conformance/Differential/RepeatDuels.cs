namespace Tocsin.Conformance.Differential;

public sealed class RepeatDuels
{
    [Fact]
    public async Task Repeats_and_truncation_are_told_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: [alertname]
                  group_wait: 1s
                  group_interval: 1s
                  repeat_interval: 1500ms
                receivers:
                - name: all
                  webhook_configs:
                  - url: '{sink}/all'
                    max_alerts: 2
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"T","n":"1"},"startsAt":"@0.2"},
             {"labels":{"alertname":"T","n":"2"},"startsAt":"@0.2"},
             {"labels":{"alertname":"T","n":"3"},"startsAt":"@0.2"},
             {"labels":{"alertname":"T","n":"4"},"startsAt":"@0.2"}]
            """);
        duel.Push(3.7, """
            [{"labels":{"alertname":"T","n":"1"},"startsAt":"@0.2","endsAt":"@3.6"},
             {"labels":{"alertname":"T","n":"2"},"startsAt":"@0.2","endsAt":"@3.6"},
             {"labels":{"alertname":"T","n":"3"},"startsAt":"@0.2","endsAt":"@3.6"},
             {"labels":{"alertname":"T","n":"4"},"startsAt":"@0.2","endsAt":"@3.6"}]
            """);
        await duel.PlayAsync(6.2);
    }
}
