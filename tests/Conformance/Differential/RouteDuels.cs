namespace Tocsin.Conformance.Differential;

public sealed class RouteDuels
{
    [Fact]
    public async Task Continue_nesting_and_group_by_all_route_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: root
                  group_by: [alertname]
                  group_wait: 1s
                  group_interval: 2s
                  repeat_interval: 1h
                  routes:
                  - receiver: every
                    continue: true
                    group_by: ['...']
                  - matchers: [team="a"]
                    group_by: []
                    continue: true
                    routes:
                    - receiver: deep
                      match_re: {severity: crit.*}
                    - receiver: wide
                      matchers: ['severity!="critical"', 'zone=""']
                  - receiver: second
                    matchers: [team=~"a|b"]
                    group_wait: 500ms
                receivers:
                - name: root
                  webhook_configs: [{url: '{sink}/root'}]
                - name: every
                  webhook_configs: [{url: '{sink}/every'}]
                - name: deep
                  webhook_configs: [{url: '{sink}/deep'}]
                - name: wide
                  webhook_configs: [{url: '{sink}/wide'}]
                - name: second
                  webhook_configs: [{url: '{sink}/second'}, {url: '{sink}/second-too'}]
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"R","team":"a","severity":"critical"},"startsAt":"@0.2"},
             {"labels":{"alertname":"R","team":"a","severity":"minor"},"startsAt":"@0.2"},
             {"labels":{"alertname":"R","team":"a","severity":"minor","zone":"z"},"startsAt":"@0.2"},
             {"labels":{"alertname":"R","team":"b"},"startsAt":"@0.2"},
             {"labels":{"alertname":"R","odd name":"x","quo\"te":"y"},"startsAt":"@0.2"}]
            """);
        await duel.PlayAsync(2.6);
    }

    [Fact]
    public async Task A_templated_address_is_expanded_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: [alertname, zone]
                  group_wait: 500ms
                receivers:
                - name: all
                  webhook_configs: [{url: '{sink}/{{ .GroupLabels.zone }}/{{ .GroupLabels.alertname }}'}]
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"alertname":"Abc","zone":"1"},"startsAt":"@0.2"},
             {"labels":{"alertname":"Def","zone":"2"},"startsAt":"@0.2"}]
            """);
        await duel.PlayAsync(2);
    }
}
