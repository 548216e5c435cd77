namespace Tocsin.Conformance.Differential;

public sealed class MuteDuels
{
    [Fact]
    public async Task Inhibition_holds_back_and_lets_go_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: [service]
                  group_wait: 1s
                  group_interval: 1s
                  repeat_interval: 1ms
                inhibit_rules:
                - source_matchers: [severity="critical"]
                  target_matchers: [severity=~"warning|info"]
                  equal: [service, zone]
                receivers:
                - name: all
                  webhook_configs:
                  - url: '{sink}/all'
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"W","service":"s","severity":"warning"},"startsAt":"@0.2"},
             {"labels":{"alertname":"W","service":"s","severity":"warning","zone":"other"},"startsAt":"@0.2"},
             {"labels":{"alertname":"I","service":"s","severity":"info"},"startsAt":"@0.2"}]
            """);
        duel.Push(1.7, """[{"labels":{"alertname":"C","service":"s","severity":"critical"},"startsAt":"@1.6"}]""");
        duel.Push(3.7, """
            [{"labels":{"alertname":"C","service":"s","severity":"critical"},"startsAt":"@1.6","endsAt":"@3.6"},
             {"labels":{"alertname":"I","service":"s","severity":"info"},"startsAt":"@0.2","endsAt":"@3.6"}]
            """);
        await duel.PlayAsync(5.8);
    }

    [Fact]
    public async Task Silences_hold_back_and_let_go_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: []
                  group_wait: 1s
                  group_interval: 1s
                  repeat_interval: 1ms
                receivers:
                - name: all
                  webhook_configs:
                  - url: '{sink}/all'
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"S","n":"1"},"startsAt":"@0.2"},
             {"labels":{"alertname":"S","n":"2"},"startsAt":"@0.2"},
             {"labels":{"alertname":"T"},"startsAt":"@0.2"}]
            """);
        duel.Silence(1.6, """
            {"matchers":[{"name":"alertname","value":"S|X","isRegex":true,"isEqual":true},
                         {"name":"n","value":"2","isRegex":false,"isEqual":false}],
             "startsAt":"@1","endsAt":"@100","createdBy":"duel","comment":"c"}
            """);
        duel.At(3.6, corner => corner.Server.Client.ExpireAsync(corner.SilenceId));
        duel.Push(4.6, """[{"labels":{"alertname":"T"},"startsAt":"@0.2","endsAt":"@4.5"}]""");
        await duel.PlayAsync(5.8);
    }
}
