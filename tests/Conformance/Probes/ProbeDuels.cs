using System.Globalization;
using Tocsin.Notify.Outgoing;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Probes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Probes;

/// <summary>The real blackbox_exporter and Tocsin probe the same servers by the same modules.</summary>
public sealed class ProbeDuels(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_probe_measures_what_upstream_measures_or_differs_as_listed()
    {
        _ = Needs.Peer("prometheus-blackbox-exporter");
        string folder = Repository.NewTemporaryFolder("probes");
        await using ProbeTargetServers servers = await ProbeTargetServers.StartAsync();
        string modules = Path.Combine(folder, "blackbox.yml");
        string authority = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(authority, servers.AuthorityPem, Cancellation);
        await File.WriteAllTextAsync(modules, "modules:\n" + string.Concat(ProbeCases.All.Select(
            one => $"  {one.Name}: {servers.Fill(one.Module).Replace("{ca}", authority, StringComparison.Ordinal)}\n")), Cancellation);
        ProbeModulesResult loaded = new ProbeModulesLoader(new DiskFileSource()).Load(modules);
        Assert.Empty(loaded.Errors);
        await using BlackboxExporter upstream = await BlackboxExporter.StartAsync(modules);
        var own = new LocalProbe(loaded.Config!, AddressRules.None, TimeProvider.System, _ => null);

        var faults = new List<string>();
        await Parallel.ForEachAsync(
            ProbeCases.All,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation },
            async (one, cancellation) =>
            {
                string target = servers.Fill(one.Target);
                Task<string> theirs = upstream.ProbeAsync(one.Name, target);
                (ProbeResult? ours, string refusal) = await own.RunAsync(target, one.Name, "", TimeSpan.FromSeconds(10), cancellation);
                string[] differences = Differ(ours?.Metrics.Write(openMetrics: false) ?? refusal, await theirs);
                if (!differences.Select(NameOf).SequenceEqual(one.Differences))
                {
                    string there = await upstream.ProbeAsync(one.Name, target, isDebug: true);
                    string told = string.Join("\n    ", there.Split("\n\n\n")[0].Split('\n').Skip(1));
                    lock (faults)
                    {
                        faults.Add($"{one.Name} {target}\n  {string.Join("\n  ", differences)}\n"
                            + $"  here:\n    {string.Join("\n    ", ours?.Steps ?? [])}\n  there:\n    {told}");
                    }
                }
            });
        Directory.Delete(folder, recursive: true);
        output.WriteLine($"{ProbeCases.All.Count} probes, {ProbeCases.All.Count(one => one.Differences.Length > 0)} differ as listed");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    // In upstream's code since the peer was released; and told to those with more privileges only.
    private static readonly string[] Elsewhere = ["probe_timeout_seconds", "probe_icmp_reply_hop_limit"];

    private static string NameOf(string difference) => difference.Split('{', ' ')[0];

    private static string[] Differ(string ours, string theirs)
    {
        HashSet<string> here = [.. Read(ours)];
        HashSet<string> there = [.. Read(theirs)];
        return [.. here.Except(there).Order(StringComparer.Ordinal).Select(line => "+" + line),
            .. there.Except(here).Order(StringComparer.Ordinal).Select(line => "-" + line)];
    }

    // How long something took is not the same twice; which cipher is agreed on is the matter of two TLS libraries.
    private static IEnumerable<string> Read(string text)
    {
        foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            int blank = line.LastIndexOf(' ');
            string series = line[..Math.Max(0, blank)];
            string name = series.Split('{')[0];
            if (Elsewhere.Contains(name))
            {
                continue;
            }

            bool isTime = name.EndsWith("_duration_seconds", StringComparison.Ordinal) || name == "probe_dns_lookup_time_seconds";
            bool isNumber = double.TryParse(line.AsSpan(blank + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            yield return name == "probe_tls_cipher_info" ? name
                : isTime ? series
                : isNumber ? string.Create(CultureInfo.InvariantCulture, $"{series} {value:R}") : line;
        }
    }
}
