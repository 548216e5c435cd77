using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>Copies of the seed files whose outside addresses point at local sinks; nothing else is changed.</summary>
internal static partial class Seeds
{
    /// <summary>Rules of our own that make both sides of the seed's inhibition rules fire, and every route.</summary>
    public const string ExtraRules = """
        groups:
        - name: extra
          rules:
          - alert: ReplicationLag
            expr: vector(42)
            labels: {severity: critical, team: database, cluster: c1, service: db}
            annotations: {summary: 'Replica is {{ $value }} s behind', runbook_url: 'https://runbooks.example.com/lag'}
          - alert: ReplicationLag
            expr: vector(42)
            labels: {severity: warning, team: database, cluster: c1, service: db}
            annotations: {summary: 'must never be read'}
          - alert: ReplicationLag
            expr: vector(42)
            labels: {severity: warning, team: database, cluster: c2, service: db}
            annotations: {summary: 'another cluster has no critical one'}
          - alert: HighResponseTime
            expr: up == 0
            labels: {severity: warning, team: backend}
            annotations: {summary: 'slow because it is down'}
          - alert: HighResponseTime
            expr: up == 1
            labels: {severity: warning, team: backend}
            annotations: {summary: 'slow though it is up'}
          - alert: CheckoutBroken
            expr: vector(1)
            labels: {severity: critical, team: web, service: shop}
            annotations: {summary: 'Checkout fails', description: 'Nobody can pay'}
          - alert: LoginFlood
            expr: vector(1)
            labels: {team: security}
            annotations: {summary: 'Many logins'}
          - alert: SomethingOdd
            expr: vector(1)
            annotations: {summary: 'No team and no severity'}
        """;

    private const string SlackAddress = "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK";

    /// <summary>The seed's rules with every <c>for</c> shortened to a second.</summary>
    public static string Rules() => For().Replace(Read("alerts.yml"), "for: 1s");

    /// <summary>The seed's Alertmanager configuration with its addresses pointed at the sinks.</summary>
    public static string Alertmanager(Subject subject, string httpSink, SmtpSink smtp)
    {
        string trust = $"global:\n  smtp_tls_config: {{ca_file: '{smtp.CertificateFile}'}}\n";
        string config = Read("alertmanager.yml")
            .Replace("smtp.gmail.com:587", $"localhost:{smtp.Port}", StringComparison.Ordinal)
            .Replace(SlackAddress, httpSink + "/slack", StringComparison.Ordinal)
            .Replace("https://events.pagerduty.com/v2/enqueue", httpSink + "/pagerduty", StringComparison.Ordinal)
            .Replace("http://webhook:5001/", httpSink + "/webhook", StringComparison.Ordinal)
            .Replace("global:\n", trust, StringComparison.Ordinal);
        if (subject == Subject.Tocsin)
        {
            return config;
        }

        // The real server has no 'subject' and 'body'; this is the nearest that it can read.
        config = SubjectLine().Replace(config, "");
        return config.Replace("        body: |", "        text: |", StringComparison.Ordinal);
    }

    private static string Read(string name) =>
        File.ReadAllText(Needs.Present(Path.Combine(Repository.Seeds, name), $"the seed {name}"));

    [GeneratedRegex(@"\bfor: \w+")]
    private static partial Regex For();

    [GeneratedRegex("        subject: .*\n")]
    private static partial Regex SubjectLine();
}
