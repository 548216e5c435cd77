namespace Tocsin.Conformance.Differential;

public sealed class IntervalDuels
{
    [Fact]
    public async Task Time_intervals_mute_and_activate_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: none
                  group_wait: 1s
                  group_interval: 1s
                  routes:
                  - receiver: muted
                    matchers: [r="muted"]
                    mute_time_intervals: [always]
                  - receiver: unmuted
                    matchers: [r="unmuted"]
                    mute_time_intervals: [never]
                  - receiver: active
                    matchers: [r="active"]
                    active_time_intervals: [never, always]
                  - receiver: inactive
                    matchers: [r="inactive"]
                    active_time_intervals: [never]
                time_intervals:
                - name: always
                  time_intervals: [{times: [{start_time: '00:00', end_time: '24:00'}]}]
                - name: never
                  time_intervals: [{years: ['2001:2002']}]
                receivers:
                - name: none
                - name: muted
                  webhook_configs: [{url: '{sink}/muted'}]
                - name: unmuted
                  webhook_configs: [{url: '{sink}/unmuted'}]
                - name: active
                  webhook_configs: [{url: '{sink}/active'}]
                - name: inactive
                  webhook_configs: [{url: '{sink}/inactive'}]
                """,
        };
        duel.Push(0.3, """
            [{"labels":{"r":"muted"},"startsAt":"@0.2"},
             {"labels":{"r":"unmuted"},"startsAt":"@0.2"},
             {"labels":{"r":"active"},"startsAt":"@0.2"},
             {"labels":{"r":"inactive"},"startsAt":"@0.2"}]
            """);
        await duel.PlayAsync(3.5);
    }
}
