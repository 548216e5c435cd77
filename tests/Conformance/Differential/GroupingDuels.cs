namespace Tocsin.Conformance.Differential;

public sealed class GroupingDuels
{
    [Fact]
    public async Task Groups_form_grow_and_sort_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: [alertname, cluster]
                  group_wait: 1s
                  group_interval: 2s
                  repeat_interval: 1h
                receivers:
                - name: all
                  webhook_configs:
                  - url: '{sink}/all'
                """,
        };
        duel.Push(0.5, """
            [{"labels":{"alertname":"A","cluster":"x","job":"b","instance":"2"},"startsAt":"@0.4",
              "annotations":{"summary":"<b>&\u2028 \"quoted\" ü 🙂","same":"s"},
              "generatorURL":"http://prom/graph?a=1&b=<2>"},
             {"labels":{"alertname":"A","cluster":"x","job":"a","instance":"9"},"startsAt":"@0.4",
              "annotations":{"same":"s"}},
             {"labels":{"alertname":"A","cluster":"x","job":"a","instance":"10"},"startsAt":"@0.1"},
             {"labels":{"alertname":"A","cluster":"y"},"startsAt":"@0.4"},
             {"labels":{"alertname":"B"},"startsAt":"@0.4"},
             {"labels":{"job":"nameless"},"startsAt":"@0.4"}]
            """);
        duel.Push(2.0, """
            [{"labels":{"alertname":"A","cluster":"y","more":"1"},"startsAt":"@1.9"},
             {"labels":{"alertname":"B","empty":""},"startsAt":"@0.4","annotations":{"changed":"yes"}}]
            """);
        await duel.PlayAsync(6.2);
    }

    [Fact]
    public async Task Old_future_and_already_resolved_alerts_are_treated_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: all
                  group_by: [alertname]
                  group_wait: 2s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                - name: all
                  webhook_configs:
                  - url: '{sink}/all'
                """,
        };
        duel.Push(0.5, """
            [{"labels":{"alertname":"Old"},"startsAt":"2026-01-02T03:04:05.1234567Z"},
             {"labels":{"alertname":"Fresh"},"startsAt":"@0.4"},
             {"labels":{"alertname":"Future"},"startsAt":"@100"},
             {"labels":{"alertname":"Over"},"startsAt":"@-100","endsAt":"@-50"},
             {"labels":{"alertname":"Brief"},"startsAt":"@0.4","endsAt":"@1.5"},
             {"labels":{"alertname":"Zoned"},"startsAt":"2026-01-02T03:04:05+02:00"}]
            """);
        await duel.PlayAsync(4.5);
    }
}
