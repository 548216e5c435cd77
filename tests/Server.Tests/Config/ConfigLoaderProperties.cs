using FsCheck;
using FsCheck.Fluent;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Lints;

namespace Tocsin.Server.Tests.Config;

public sealed class ConfigLoaderProperties
{
    private const string Sample = """
        global: {smtp_smarthost: 'm:25', smtp_from: a, slack_api_url: http://s/x}
        route:
          receiver: r
          group_by: [a, b]
          routes:
          - matchers: [a=b]
            mute_time_intervals: [t]
        time_intervals:
        - name: t
          time_intervals:
          - weekdays: ['monday:friday']
            times: [{start_time: 09:00, end_time: 17:00}]
        inhibit_rules:
        - {source_matchers: [a=b], target_matchers: [c=d], equal: [e]}
        receivers:
        - name: r
          webhook_configs: [{url: http://w, payload: {a: [1]}}]
          email_configs: [{to: x, subject: s, body: b}]
          slack_configs: [{title: '{{ .x }}', fields: [{title: a, value: b}]}]
          pagerduty_configs: [{routing_key: k, details: {a: b}}]
          ntfy_configs: [{url: http://n, topic: t, actions: [{label: l, url: u}]}]
          sms_configs: [{to: ['+1'], max_segments: 2, gateway: {url: 'http://g/{{ .To }}', headers: {a: b}}}]
          voice_configs: [{to: ['+1'], account_sid: a, auth_token: b, from: c}]
          matrix_configs: [{homeserver: http://m, access_token: t, room_id: '!r'}]
          google_chat_configs: [{url: http://g, cards: [{a: '{{ .x }}'}]}]
          jira_configs: [{api_url: http://j, project: p, issue_type: i, summary: s}]
        """;

    private static readonly string[] Values =
        ["null", "[]", "{}", "''", "x", "5", "yes", "[null]", "{a: b}", "[[a]]", "*x", "&x", "http://x", "0s", "{{", "-1", "<<", ":", "- "];

    [Fact]
    public void Any_change_of_a_configuration_is_loaded_or_refused_with_a_reason() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(
            (from at in Gen.Choose(0, Sample.Length)
             from length in Gen.Choose(0, 20)
             from value in Gen.Elements(Values)
             select string.Concat(Sample.AsSpan(0, at), value, Sample.AsSpan(Math.Min(Sample.Length, at + length)))).ToArbitrary(),
            text =>
            {
                var files = new ConfigLoading.MemoryFiles { ["f"] = text };
                LoadResult result = new ConfigLoader(files).Load("f", new());
                if (result.Config is not null)
                {
                    ConfigLints.Run(result.Config, files);
                }

                return result.Config is null == result.Message is not null && result.Config is null == result.Errors.Count > 0;
            }));
}
