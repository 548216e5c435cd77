using Tocsin.Server.Config;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Discovery;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Targets from files. A file that cannot be read leaves what it said before in force.</summary>
/// <remarks>
/// Files are looked at every few seconds instead of waiting for the system to tell: that sees a link that leads elsewhere
/// now, as Kubernetes makes them, and folders of other machines.
/// </remarks>
internal sealed class FileDiscovery(FileDiscoveryConfig config) : DiscoverySource
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(5);

    private readonly DiskFileSource _disk = new();
    private Dictionary<string, IReadOnlyList<TargetGroup>> _known = new(StringComparer.Ordinal);

    public override string Name => $"file_sd_configs {string.Join(", ", config.Files)}";

    public override TimeSpan Interval => config.RefreshInterval > TimeSpan.Zero && config.RefreshInterval < LookAtLeastEvery
        ? config.RefreshInterval
        : LookAtLeastEvery;

    public override Task<DiscoveryAnswer> FindAsync(CancellationToken cancellation)
    {
        var found = new Dictionary<string, IReadOnlyList<TargetGroup>>(StringComparer.Ordinal);
        string fault = "";
        foreach (string path in config.Files.SelectMany(_disk.Glob).Distinct(StringComparer.Ordinal))
        {
            string? wrong = _disk.TryRead(path, out byte[] content);
            wrong ??= TargetGroupText.Read(content, path, ("__meta_filepath", path), out IReadOnlyList<TargetGroup> groups) is { } bad
                ? bad
                : Keep(groups);
            if (wrong is not null)
            {
                fault = wrong;
                found[path] = _known.GetValueOrDefault(path) ?? [];
            }

            string? Keep(IReadOnlyList<TargetGroup> groups)
            {
                found[path] = groups;
                return null;
            }
        }

        _known = found;
        return Task.FromResult(new DiscoveryAnswer([.. found.Values.SelectMany(groups => groups)], fault));
    }
}
