using System.Globalization;
using System.Text;

namespace Tocsin.Load;

/// <summary>Request bodies made before the clock starts, so that the load costs the machine as little as it can.</summary>
internal static class Bodies
{
    private static readonly CompositeFormat Alert = CompositeFormat.Parse(
        """
        {{"labels":{{"alertname":"{0}{1:0000}","cluster":"eu-{2}","env":"prod","instance":"host-{3:00000}:9100",
        "job":"node","service":"svc-{4}","severity":"{5}"}},"annotations":{{"summary":"Wrong on host-{3:00000}",
        "description":"The value has been above its limit for five minutes on host-{3:00000} of cluster eu-{2}.",
        "runbook_url":"https://runbooks.example.com/{0}{1:0000}"}},
        "generatorURL":"https://prometheus.example.com/graph?g0.expr=up"}}
        """);

    /// <summary>Distinct alerts in batches; the same arguments give the same bytes.</summary>
    /// <param name="prefix">The first part of the alert name.</param>
    /// <param name="count">How many alerts.</param>
    /// <param name="perName">How many share an alert name, and so a group.</param>
    public static byte[][] Alerts(string prefix, int count, int perName) =>
        [.. Enumerable.Range(0, count).Chunk(Suite.BatchSize).Select(batch => Batch(prefix, batch, perName))];

    /// <summary>One alert that pages at once, alone in its group.</summary>
    public static byte[] Probe(int number) => Encoding.UTF8.GetBytes(
        $$$"""[{"labels":{"alertname":"Probe","probe":"{{{number}}}","severity":"page"},"annotations":{"summary":"x"}}]""");

    /// <summary>A silence that matches none of the alerts above.</summary>
    public static byte[] Silence(int number, DateTimeOffset now) => Encoding.UTF8.GetBytes(
        $$"""
        {"startsAt":"{{now.UtcDateTime:O}}","endsAt":"{{now.UtcDateTime.AddDays(1):O}}","createdBy":"bench","comment":"bench",
        "matchers":[{"name":"alertname","value":"Silenced{{number}}","isRegex":false,"isEqual":true},
        {"name":"instance","value":"host-.*","isRegex":true,"isEqual":true}]}
        """);

    private static byte[] Batch(string prefix, int[] numbers, int perName)
    {
        IEnumerable<string> alerts = numbers.Select(n => string.Format(
            CultureInfo.InvariantCulture, Alert, prefix, n / perName, n % 7, n, n % 50, n % 3 == 0 ? "critical" : "warning"));
        return Encoding.UTF8.GetBytes("[" + string.Join(',', alerts) + "]");
    }
}
