namespace Tocsin.Conformance.Differential;

// Slack and PagerDuty bodies with texts of the test's own, since the default texts are each project's own.
public sealed class ChatDuels
{
    private const string Alerts = """
        [{"labels":{"alertname":"Disk","severity":"critical","instance":"a:1"},"startsAt":"@0.2",
          "annotations":{"summary":"full <now> & here","description":"99%"},"generatorURL":"http://prom/g?x=1"},
         {"labels":{"alertname":"Disk","severity":"critical","instance":"b:1"},"startsAt":"@0.2",
          "annotations":{"summary":"full"}}]
        """;

    [Fact]
    public async Task Slack_messages_are_written_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: slack
                  group_by: [alertname]
                  group_wait: 500ms
                  group_interval: 1s
                receivers:
                - name: slack
                  slack_configs:
                  - api_url: '{sink}/slack'
                    channel: '#{{ .GroupLabels.alertname | toLower }}'
                    username: 'tocsin {{ .Status }}'
                    send_resolved: true
                    color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'
                    title: '{{ .Status | toUpper }} {{ len .Alerts.Firing }}'
                    title_link: 'http://x/{{ .GroupLabels.alertname }}'
                    pretext: 'pre {{ .CommonLabels.severity }}'
                    text: '{{ range .Alerts }}*{{ .Labels.instance }}* {{ .Annotations.summary }}{{ "\n" }}{{ end }}'
                    fallback: 'fallback {{ .CommonAnnotations.summary }}'
                    callback_id: 'cb'
                    footer: 'foot'
                    icon_emoji: ':bell:'
                    image_url: 'http://x/i.png'
                    thumb_url: 'http://x/t.png'
                    link_names: true
                    short_fields: true
                    mrkdwn_in: [text]
                    fields:
                    - title: Severity
                      value: '{{ .CommonLabels.severity }}'
                    - title: Long
                      value: '{{ .CommonLabels | len }}'
                      short: false
                    actions:
                    - type: button
                      text: 'Open'
                      url: 'http://x/open'
                      style: primary
                """,
        };
        duel.Push(0.3, Alerts);
        await duel.PlayAsync(2);
    }

    [Fact]
    public async Task Pager_events_are_written_alike()
    {
        await using var duel = new Duel
        {
            Config = """
                route:
                  receiver: pager
                  group_by: [alertname]
                  group_wait: 500ms
                  group_interval: 1s
                receivers:
                - name: pager
                  pagerduty_configs:
                  - url: '{sink}/v2'
                    routing_key: key
                    client: 'client {{ .Status }}'
                    client_url: 'http://client/{{ .GroupLabels.alertname }}'
                    description: '{{ .CommonLabels.alertname }}: {{ range .Alerts }}{{ .Labels.instance }} {{ end }}'
                    severity: '{{ .CommonLabels.severity }}'
                    class: cls
                    component: comp
                    group: grp
                    source: src
                    details:
                      firing: '{{ range .Alerts.Firing }}{{ .Labels.instance }},{{ end }}'
                      resolved: '{{ range .Alerts.Resolved }}{{ .Labels.instance }},{{ end }}'
                      num_firing: 'n {{ .Alerts.Firing | len }}'
                      num_resolved: 'n {{ .Alerts.Resolved | len }}'
                    images:
                    - src: 'http://x/{{ .Status }}.png'
                      alt: alt
                      href: 'http://x'
                    links:
                    - href: 'http://x/{{ .GroupLabels.alertname }}'
                      text: link
                """,
        };
        duel.Push(0.3, Alerts);
        duel.Push(1.5, Alerts.Replace("\"@0.2\"", "\"@0.2\",\"endsAt\":\"@1.4\"", StringComparison.Ordinal));
        await duel.PlayAsync(3);
    }
}
