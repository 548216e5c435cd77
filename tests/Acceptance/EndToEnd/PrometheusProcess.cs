using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>The real Prometheus: it scrapes itself and a dead target, evaluates rules and sends alerts.</summary>
internal sealed partial class PrometheusProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly ChildProcess _child;
    private readonly string _folder;

    private PrometheusProcess(ChildProcess child, string folder)
    {
        _child = child;
        _folder = folder;
    }

    /// <summary>Its own address, which it scrapes.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts it with rule files and the port of an Alertmanager.</summary>
    /// <param name="ruleFiles">The texts of its rule files.</param>
    /// <param name="alertmanagerPort">Where it sends alerts.</param>
    /// <param name="deadTarget">The address of a target that does not answer.</param>
    public static async Task<PrometheusProcess> StartAsync(string[] ruleFiles, int alertmanagerPort, string deadTarget)
    {
        string folder = Repository.NewTemporaryFolder("prometheus");
        for (int i = 0; i < ruleFiles.Length; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"rules-{i}.yml"), ruleFiles[i]);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "self.yml"), "[]");
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $"""
            global:
              scrape_interval: 500ms
              scrape_timeout: 400ms
              evaluation_interval: 500ms
            rule_files: ['{folder}/rules-*.yml']
            alerting:
              alertmanagers:
              - static_configs: [targets: ['127.0.0.1:{alertmanagerPort}']]
            scrape_configs:
            - job_name: prometheus
              file_sd_configs: [files: ['{folder}/self.yml']]
            - job_name: dead
              static_configs: [targets: ['{deadTarget}']]
            """);
        ChildProcess child = ChildProcess.Start(Needs.Peer("prometheus"), [
            "--config.file", Path.Combine(folder, "prometheus.yml"),
            "--storage.tsdb.path", Path.Combine(folder, "data"),
            "--web.listen-address", "127.0.0.1:0",
            "--log.level", "info"]);
        var prometheus = new PrometheusProcess(child, folder);
        string line = await child.Lines.FirstAsync(l => Listening().IsMatch(l), StartDeadline, "Prometheus to listen");
        prometheus.Address = string.Create(
            CultureInfo.InvariantCulture, $"127.0.0.1:{Listening().Match(line).Groups["port"].Value}");

        // Only now does it have an address to scrape itself at.
        await File.WriteAllTextAsync(Path.Combine(folder, "self.yml"), $"- targets: ['{prometheus.Address}']\n");
        return prometheus;
    }

    /// <summary>What it has logged.</summary>
    public string Transcript() => _child.Transcript();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("msg=\"Listening on\".*address=127.0.0.1:(?<port>[0-9]+)")]
    private static partial Regex Listening();
}
