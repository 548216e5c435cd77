using System.Globalization;
using System.Text;

namespace Tocsin.Load;

/// <summary>The configurations under load.</summary>
internal static class Configs
{
    /// <summary>Groups that stay quiet for the length of a run, and a route on which a probe pages at once.</summary>
    public static string Ingest(string sink) => $"""
        route:
          receiver: quiet
          group_by: [alertname]
          group_wait: 10m
          group_interval: 10m
          repeat_interval: 4h
          routes:
          - receiver: page
            matchers: [severity="page"]
            group_by: ['...']
            group_wait: 0s
        receivers:
        - name: quiet
        - name: page
          webhook_configs:
          - url: '{sink}/'
        """;

    /// <summary>Every alert a page at once, to the receiver that its shard names or to all of them.</summary>
    public static string Outbox(string sink, int receivers, bool toAll = false) => Outbox(
        [.. Enumerable.Range(0, receivers).Select(i => $"{sink}/{i}")], toAll);

    /// <summary>The same to receivers at these addresses.</summary>
    public static string Outbox(IReadOnlyList<string> urls, bool toAll = false)
    {
        var config = new StringBuilder("""
            route:
              receiver: r0
              group_by: ['...']
              group_wait: 0s
              group_interval: 10m
              repeat_interval: 4h
              routes:

            """);
        for (int i = 0; i < urls.Count; i++)
        {
            string which = toAll ? "continue: true" : $"matchers: [shard=\"{i}\"]";
            config.Append(CultureInfo.InvariantCulture, $"  - {{receiver: r{i}, {which}}}\n");
        }

        config.Append("receivers:\n");
        for (int i = 0; i < urls.Count; i++)
        {
            config.Append(CultureInfo.InvariantCulture, $"- {{name: r{i}, webhook_configs: [{{url: '{urls[i]}'}}]}}\n");
        }

        return config.ToString();
    }

    /// <summary>Groups that page after a second, past this many inhibition rules of which none matches.</summary>
    public static string Muting(string sink, int rules)
    {
        StringBuilder config = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            route:
              receiver: page
              group_by: [alertname]
              group_wait: 1s
              group_interval: 10m
              repeat_interval: 4h
            receivers:
            - name: page
              webhook_configs:
              - url: '{sink}/'
            inhibit_rules:

            """);
        for (int i = 0; i < rules; i++)
        {
            config.Append(CultureInfo.InvariantCulture, $"- source_matchers: [alertname=\"Source{i}\", severity=\"critical\"]\n");
            config.Append(CultureInfo.InvariantCulture, $"  target_matchers: [alertname=\"Target{i}\", severity=\"warning\"]\n");
            config.Append("  equal: [cluster, service]\n");
        }

        return config.ToString();
    }
}
