using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.SeriesLoad;

/// <summary>
/// Classic histograms of 50 services, 1,000 series each, sampled together; the values are counters that grow by random
/// amounts. The same seed gives the same samples.
/// </summary>
internal sealed class Workload
{
    /// <summary>How far samples are apart, and rounds.</summary>
    public const long StepMs = 15_000;

    /// <summary>How many samples each series has before the first round.</summary>
    public const int Steps = 220;

    /// <summary>How many series a service has.</summary>
    public const int SeriesPerGroup = 1_000;

    private static readonly string[] Bounds = ["0.01", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];

    private readonly Random _random = new(7);

    /// <summary>A workload of this many services.</summary>
    public Workload(int groups)
    {
        Groups = groups;
        Labels = new LabelSet[groups * SeriesPerGroup];
        Values = new double[Labels.Length];
        for (int i = 0; i < Labels.Length; i++)
        {
            int within = i % SeriesPerGroup;
            Labels[i] = LabelSet.Of(
                ("__name__", Metric(i / SeriesPerGroup)),
                ("cluster", "eu-1"),
                ("instance", $"host-{i / SeriesPerGroup:00}-{within / 100}:9100"),
                ("job", $"service-{i / SeriesPerGroup:00}"),
                ("le", Bounds[within % 10]),
                ("namespace", "production"),
                ("path", $"/api/v1/{within / 10 % 10}"));
            Values[i] = 1e6 * (1 + (within % 10));
        }
    }

    /// <summary>How many services there are.</summary>
    public int Groups { get; }

    /// <summary>The series.</summary>
    public LabelSet[] Labels { get; }

    /// <summary>The newest value of each series.</summary>
    public double[] Values { get; }

    /// <summary>The next sample of each series.</summary>
    public void Advance()
    {
        double grown = 0;
        for (int i = 0; i < Values.Length; i++)
        {
            // A bucket counts what the ones below it count, too.
            grown = i % Bounds.Length == 0 ? 0 : grown;
            grown += _random.Next(200);
            Values[i] += grown;
        }
    }

    /// <summary>The rules of a service: <c>rate</c> three times, a long window, a middling one, a threshold, a join.</summary>
    public static (string Name, bool IsAlert, string Expression)[] Rules(int group)
    {
        string m = Metric(group);
        return
        [
            ("path:rate5m", false, $"sum by (job, path) (rate({m}[5m]))"),
            ("path:p90", false, $"histogram_quantile(0.9, sum by (job, path, le) (rate({m}[5m])))"),
            ("UnevenLoad", true,
                $"sum by (job, path) (rate({m}[5m])) / on (job) group_left sum by (job) (rate({m}[5m])) > 0.9"),
            ("BusyHour", true, $"increase({m}[50m]) > 1e9"),
            ("HighPeak", true, $"max_over_time({m}[10m]) > 1e12"),
            ("TooMany", true, $"{m} > 1e12"),
        ];
    }

    /// <summary>All rules as a file for Prometheus.</summary>
    public string RuleFile()
    {
        StringBuilder file = new StringBuilder().Append("groups:\n");
        for (int group = 0; group < Groups; group++)
        {
            file.Append(CultureInfo.InvariantCulture, $"- name: service-{group:00}\n  interval: 15s\n  rules:\n");
            foreach ((string name, bool isAlert, string expression) in Rules(group))
            {
                file.Append(CultureInfo.InvariantCulture, $"  - {(isAlert ? "alert" : "record")}: {name}\n");
                file.Append(CultureInfo.InvariantCulture, $"    expr: {expression}\n");
            }
        }

        return file.ToString();
    }

    private static string Metric(int group) => $"service{group:00}_request_duration_seconds_bucket";
}
