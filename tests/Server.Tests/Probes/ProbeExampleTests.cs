using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;
using Tocsin.Server.Tests.Api;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Probes;

namespace Tocsin.Server.Tests.Probes;

/// <summary>From a certificate to a person, by the rules that are shipped as an example.</summary>
public sealed class ProbeExampleTests : IDisposable
{
    private const string Routes = """
        route: {receiver: web, group_wait: 0s}
        receivers: [{name: web, webhook_configs: [{url: '{sink}'}]}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("probes").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_certificate_that_ends_in_20_days_is_told_to_a_person()
    {
        using var made = new ProbeCertificates();
        var clock = new VirtualTime();
        using X509Certificate2 certificate = made.IssueUntil("shop.test", clock.GetUtcNow().AddDays(20));
        await using PlayedServer target = PlayedServer.Secured(certificate, PlayedServer.WaitForEndAsync);
        string modules = Path.Combine(_folder, "blackbox.yml");
        await File.WriteAllTextAsync(
            modules,
            "modules: {tls: {prober: tcp, tcp: {tls: true, tls_config: {insecure_skip_verify: true}}}}",
            TestContext.Current.CancellationToken);
        string address = $"127.0.0.1:{target.Address.Port}";
        await using RunningServer server = await RunningServer.StartAsync(
            Routes,
            new ServeOptions { Series = new SeriesOptions() },
            $"""
            probes:
              modules_file: {modules}
              targets:
              - module: tls
                targets: ['{address}']
                interval: 2m
                timeout: 2m
            rules:
              files: ['{Repository.Path("examples", "probes", "rules.yml")}']
            """);
        await server.UntilAsync("api/v1/targets", answer => answer["data"]!["activeTargets"]!.AsArray().Count == 1, "the target");

        // Each step is shorter than the time that a probe has, so that none of them ends for the clock of the test.
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.UntilAsync(
            "api/v1/query?query=probe_ssl_earliest_cert_expiry", answer => Results(answer).Count == 1, "the end of the certificate");
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await server.UntilAsync("api/v1/alerts", answer => Alerts(answer).Length == 1, "the pending alert");
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        JsonNode firing = await server.UntilAsync(
            "api/v1/alerts", answer => Alerts(answer) is [var alert] && (string)alert["state"]! == "firing", "the alert");
        Assert.Equal("CertificateEndsSoon", (string)Alerts(firing)[0]["labels"]!["alertname"]!);
        await server.UntilAsync("api/v2/alerts", answer => answer.AsArray().Count == 1, "the alert at the router");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Received page = await server.Sink.Requests.FirstAsync(_ => true, TimeSpan.FromSeconds(180), "the page");
        JsonNode told = JsonNode.Parse(page.Body)!["alerts"]![0]!;
        Assert.Equal(("firing", address), ((string)told["status"]!, (string)told["labels"]!["instance"]!));
        Assert.StartsWith(
            $"a certificate of {address} ends in 19d 23h", (string)told["annotations"]!["summary"]!, StringComparison.Ordinal);
        Assert.Empty(server.Errors);
    }

    private static JsonArray Results(JsonNode answer) => answer["data"]!["result"]!.AsArray();

    private static JsonNode[] Alerts(JsonNode answer) => [.. answer["data"]!["alerts"]!.AsArray().OfType<JsonNode>()];
}
