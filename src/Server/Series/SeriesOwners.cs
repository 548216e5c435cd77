using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Signals.Scrape;
using Tocsin.Tsdb.Store;

namespace Tocsin.Server.Series;

/// <summary>Who has how many series in memory: jobs and their targets, and tenants. Thread-safe.</summary>
internal sealed partial class SeriesOwners : IDisposable
{
    /// <summary>The tenant of those who name none.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>How many tenants are told apart; those beyond are one.</summary>
    public const int TenantsMax = 1000;

    private const string Others = "others";
    private const int TenantBytesMax = 256;

    private readonly ConcurrentDictionary<(string Kind, string Name), SeriesOwner> _owners = [];
    private readonly HashSet<SeriesOwner> _told = [];
    private readonly SeriesStore _store;
    private readonly SeriesLimits _limits;
    private readonly Meter _meter = new("Tocsin.SeriesOwners");
    private int _tenants;

    public SeriesOwners(SeriesStore store, SeriesLimits limits)
    {
        (_store, _limits) = (store, limits);
        _meter.CreateObservableGauge(
            "tocsin_series_owned", () => Measure(owner => owner.Kind != "target", owner => owner.Count), null,
            "Series in memory, by the job or tenant that brought them in.");
        _meter.CreateObservableGauge(
            "tocsin_series_owned_limit", () => Measure(owner => owner.Kind != "target" && owner.Max > 0, owner => owner.Max), null,
            "How many they may be.");
        _meter.CreateObservableCounter(
            "tocsin_series_refused_total", () => Measure(owner => owner.Refused > 0, owner => owner.Refused), null,
            "New series refused since a job, a target or a tenant has as many as it may.");
    }

    /// <summary>All owners that have or had series, the fullest first.</summary>
    public IReadOnlyList<SeriesOwner> All =>
    [
        .. _owners.Values.OrderByDescending(owner => owner.Refused > 0).ThenByDescending(owner => owner.Count)
            .ThenBy(owner => owner.Name, StringComparer.Ordinal),
    ];

    /// <summary>Who a request is from: what <c>X-Scope-OrgID</c> says, else who logged in.</summary>
    public static string TenantOf(HttpContext http)
    {
        string named = http.Request.Headers["X-Scope-OrgID"].ToString();
        named = named.Length > 0 ? named : http.User.Identity?.Name ?? "";
        return named.Length is 0 or > TenantBytesMax ? Anonymous : named;
    }

    /// <summary>The store as a target sees it.</summary>
    public ISeriesAppender ForTarget(ScrapeTargetModel target)
    {
        string job = target.Pool.Name;
        SeriesOwner jobOwner = _owners.GetOrAdd(("job", job), _ => new SeriesOwner("job", job) { Max = _limits.OfJob(job) });
        string name = $"{job} {target.Url}";
        return new OwnedAppender(_store, _owners.GetOrAdd(
            ("target", name), _ => new SeriesOwner("target", name, jobOwner) { Max = _limits.PerTarget }));
    }

    /// <summary>The store as a tenant sees it, and the tenant's name, which may be that of many beyond the limit.</summary>
    public OwnedAppender ForTenant(string tenant)
    {
        if (!_owners.TryGetValue(("tenant", tenant), out SeriesOwner? owner))
        {
            string name = Interlocked.Increment(ref _tenants) <= TenantsMax ? tenant : Others;
            owner = _owners.GetOrAdd(("tenant", name), _ => new SeriesOwner("tenant", name) { Max = _limits.OfTenant(name) });
        }

        return new OwnedAppender(_store, owner, _limits.TenantLabel.Length == 0 ? null : (_limits.TenantLabel, owner.Name));
    }

    /// <summary>Why an owner gets no further series.</summary>
    public static string WhyRefused(SeriesOwner owner, LabelSet labels) => owner.Full is { } full
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{full.Kind} {GoQuote.Quote(full.Name)} has {full.Count} series in memory, and its limit is {full.Max}: ")
            + $"a new one of {GoQuote.Quote(labels[LabelName.MetricName] ?? "")} is refused; "
            + "/api/v1/status/limits names what it has most of"
        : "the store has no room for another series";

    /// <summary>Tells once of each owner that reaches its limit. Called by one thread.</summary>
    public void Look(ILogger log)
    {
        foreach (SeriesOwner owner in _owners.Values)
        {
            bool isFull = owner.Refused > 0 && owner.Full is not null;
            if (isFull && _told.Add(owner))
            {
                LogFull(log, owner.Kind, owner.Name, owner.Max, owner.LastRefused?.ToString() ?? "");
            }
            else if (!isFull)
            {
                _told.Remove(owner);
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Measure(Func<SeriesOwner, bool> isWanted, Func<SeriesOwner, long> value) =>
        [.. _owners.Values.Where(isWanted).Take(5000).Select(owner => new Measurement<long>(
            value(owner), new KeyValuePair<string, object?>("kind", owner.Kind), new KeyValuePair<string, object?>("owner", owner.Name)))];

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "New series are refused: a limit of series is reached {kind} {owner} {limit} {lastRefused}")]
    private static partial void LogFull(ILogger log, string kind, string owner, int limit, string lastRefused);
}
