namespace Tocsin.Conformance.Differential;

public sealed class ReloadDuels
{
    [Fact]
    public async Task A_reload_that_regroups_everything_notifies_alike()
    {
        const string Before = """
            route:
              receiver: all
              group_by: [alertname]
              group_wait: 1s
              group_interval: 2s
              repeat_interval: 1h
            receivers:
            - name: all
              webhook_configs: [{url: '{sink}/before'}]
            """;
        const string After = """
            route:
              receiver: other
              group_by: [zone]
              group_wait: 1s
              group_interval: 2s
              repeat_interval: 1h
            receivers:
            - name: other
              webhook_configs: [{url: '{sink}/after'}]
            """;
        await using var duel = new Duel { Config = Before };
        duel.Push(0.3, """
            [{"labels":{"alertname":"A","zone":"1"},"startsAt":"@0.2"},
             {"labels":{"alertname":"B","zone":"1"},"startsAt":"@0.2"}]
            """);
        duel.At(2.1, corner => corner.ReloadAsync(After));
        duel.Push(2.8, """[{"labels":{"alertname":"C","zone":"1"},"startsAt":"@2.7"}]""");
        await duel.PlayAsync(5.4);
    }
}
