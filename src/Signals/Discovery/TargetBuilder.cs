using System.Globalization;
using System.Text;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;
using Tocsin.Signals.Scrape;

namespace Tocsin.Signals.Discovery;

/// <summary>Makes targets from what was found: defaults, relabelling, the URL. Pure.</summary>
// Source: Prometheus scrape, PopulateLabels, TargetsFromGroup, Target.URL and scrapePool.Sync.
public static class TargetBuilder
{
    private const string Param = "__param_";

    /// <summary>Makes the targets of a job.</summary>
    public static TargetSet Build(JobModel job, IEnumerable<TargetGroup> groups)
    {
        var targets = new Dictionary<(string, LabelSet, string), ScrapeTargetModel>();
        var dropped = new List<LabelSet>();
        var faults = new List<string>();
        int droppedCount = 0;
        var edits = new LabelEdits();
        foreach (TargetGroup group in groups)
        {
            foreach (LabelSet found in group.Targets)
            {
                Populate(edits, job, found, group.Labels);
                LabelSet discovered = edits.ToLabelSet();
                if (!job.Relabeling.Apply(edits) || edits.Labels.Count == 0)
                {
                    droppedCount++;
                    if (job.DroppedMax == 0 || (ulong)dropped.Count < job.DroppedMax)
                    {
                        dropped.Add(discovered);
                    }

                    continue;
                }

                if (Make(job, edits, discovered, out ScrapeTargetModel? target) is { } fault)
                {
                    faults.Add($"target {discovered[TargetGroup.Address]} of {group.Source}: {fault}");
                    continue;
                }

                targets.TryAdd(target!.Identity, target);
            }
        }

        IEnumerable<ScrapeTargetModel> kept = targets.Values;
        if (job.TargetsMax > 0 && (ulong)targets.Count > job.TargetsMax)
        {
            string forced = string.Create(
                CultureInfo.InvariantCulture, $"target_limit exceeded (number of targets: {targets.Count}, limit: {job.TargetsMax})");
            kept = kept.Select(target => target with { Forced = forced });
        }

        return new TargetSet(job.Pool.Name, [.. kept], dropped, droppedCount, faults);
    }

    private static void Populate(LabelEdits edits, JobModel job, LabelSet found, LabelSet common)
    {
        edits.Reset(found);
        foreach (LabelSet.Label label in common)
        {
            if (!found.TryGetValue(label.Name, out _))
            {
                edits[label.NameText] = label.ValueText;
            }
        }

        SetIfAbsent("job", job.Pool.Name);
        SetIfAbsent("__scrape_interval__", PrometheusDuration.Format(job.Interval));
        SetIfAbsent("__scrape_timeout__", PrometheusDuration.Format(job.Timeout));
        SetIfAbsent("__metrics_path__", job.MetricsPath);
        SetIfAbsent("__scheme__", job.Scheme);
        foreach ((string name, IReadOnlyList<string> values) in job.Params)
        {
            SetIfAbsent(Param + name, values.Count > 0 ? values[0] : "");
        }

        void SetIfAbsent(string name, string value)
        {
            if (!edits.Has(name))
            {
                edits[name] = value;
            }
        }
    }

    private static string? Make(JobModel job, LabelEdits edits, LabelSet discovered, out ScrapeTargetModel? target)
    {
        target = null;
        string address = edits[TargetGroup.Address];
        if (address.Length == 0)
        {
            return "no address";
        }

        if (address.Contains('/', StringComparison.Ordinal))
        {
            return $"{GoQuote.Quote(address)} is not a valid hostname";
        }

        string? fault = ReadSpan(edits, "__scrape_interval__", "scrape interval", out TimeSpan interval);
        fault = ReadSpan(edits, "__scrape_timeout__", "scrape timeout", out TimeSpan timeout) is { } second ? fault ?? second : fault;
        if (fault is not null)
        {
            return fault;
        }

        if (timeout > interval)
        {
            return "scrape timeout cannot be greater than scrape interval "
                + $"(\"{PrometheusDuration.Format(timeout)}\" > \"{PrometheusDuration.Format(interval)}\")";
        }

        string url = UrlOf(job, edits);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https"))
        {
            return $"{GoQuote.Quote(url)} is not an address to scrape";
        }

        if (!edits.Has("instance"))
        {
            edits["instance"] = address;
        }

        target = new ScrapeTargetModel
        {
            Pool = job.Pool,
            Labels = Shown(edits),
            Discovered = discovered,
            Url = url,
            Interval = interval,
            Timeout = timeout,
        };
        return null;
    }

    private static string? ReadSpan(LabelEdits edits, string name, string what, out TimeSpan span)
    {
        if (!PrometheusDuration.TryParse(edits[name], out span, out string? wrong))
        {
            return $"error parsing {what}: {wrong}";
        }

        return span == TimeSpan.Zero ? $"{what} cannot be 0" : null;
    }

    private static LabelSet Shown(LabelEdits edits)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in edits.Labels)
        {
            if (!name.StartsWith("__", StringComparison.Ordinal))
            {
                builder.Add(name, value);
            }
        }

        return builder.Build();
    }

    private static string UrlOf(JobModel job, LabelEdits edits)
    {
        var parameters = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> values) in job.Params)
        {
            parameters[name] = [.. values];
        }

        foreach ((string name, string value) in edits.Labels)
        {
            if (!name.StartsWith(Param, StringComparison.Ordinal))
            {
                continue;
            }

            if (parameters.TryGetValue(name[Param.Length..], out List<string>? values) && values.Count > 0)
            {
                values[0] = value;
            }
            else
            {
                parameters[name[Param.Length..]] = [value];
            }
        }

        var url = new StringBuilder($"{edits["__scheme__"]}://{edits[TargetGroup.Address]}");
        string path = edits["__metrics_path__"];
        url.Append(path.StartsWith('/') || path.Length == 0 ? "" : "/")
            .Append(path.Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal));
        char sign = '?';
        foreach ((string name, List<string> values) in parameters)
        {
            foreach (string value in values)
            {
                url.Append(sign).Append(Escape(name)).Append('=').Append(Escape(value));
                sign = '&';
            }
        }

        return url.ToString();
    }

    // Go's query escaping, in which a space is a plus sign.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
