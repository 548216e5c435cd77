using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Files;
using Tocsin.Rules.Texts;

namespace Tocsin.Micro;

/// <summary>Rule files and the texts of alerts: 1,000 rules in one file, and 1,000 alerts with five texts each.</summary>
[MemoryDiagnoser]
public class RuleFileBenchmarks
{
    private const int Rules = 1_000;
    private const int Alerts = 1_000;

    private static readonly string[] Texts =
    [
        "{{ $labels.instance }}",
        "Instance {{ $labels.instance }} of {{ $labels.job }} has been down for more than 5 minutes.",
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.path }} fail",
        "{{ printf \"%.2f\" $value }}", "https://runbooks.example/{{ $labels.alertname }}",
    ];

    private readonly RuleText[] _texts = [.. Texts.Select(text => RuleText.Compile("t", text, "A"))];
    private readonly RuleTextElement[] _elements = [.. Enumerable.Range(0, Alerts).Select(i => new RuleTextElement(
        LabelSet.Of(("__name__", "up"), ("instance", $"host-{i}.example.com:9100"), ("job", "node"), ("path", $"/v1/{i % 20}")),
        i / 999.0))];

    private readonly RuleTextScope _scope = new()
    {
        AtMs = 0,
        Query = _ => new QueryResult(null, null, []),
    };

    private readonly Source _source = new();

    /// <summary>A file is read for the first time.</summary>
    [Benchmark]
    public int Load() => new RuleFileLoader(_source).Load(["rules.yml"], new RuleFileOptions()).Groups.Length;

    /// <summary>One rule of the file changed since it was read.</summary>
    [Benchmark]
    public int Reload()
    {
        _source.Next();
        return _source.Loader.Load(["rules.yml"], new RuleFileOptions()).Groups.Length;
    }

    /// <summary>Every text of every alert is expanded.</summary>
    [Benchmark]
    public int Expand()
    {
        int length = 0;
        foreach (RuleTextElement element in _elements)
        {
            foreach (RuleText text in _texts)
            {
                length += text.Expand(element, _scope).Text.Length;
            }
        }

        return length;
    }

    private sealed class Source : IRuleFiles
    {
        private readonly byte[] _content = Encoding.UTF8.GetBytes(Write());

        public Source() => Loader = new RuleFileLoader(this);

        public RuleFileLoader Loader { get; }

        // The last digit of the last rule's threshold.
        public void Next() => _content[^2] = (byte)(_content[^2] == '9' ? '1' : _content[^2] + 1);

        public string? TryRead(string path, out byte[] content)
        {
            content = _content;
            return null;
        }

        public IReadOnlyList<string> Glob(string pattern) => [pattern];

        private static string Write()
        {
            var text = new StringBuilder("groups:\n");
            for (int i = 0; i < Rules; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(i % 20 == 0 ? $"- name: g{i}\n  rules:\n" : "")}");
                text.Append(CultureInfo.InvariantCulture, $"""
                      - alert: HighErrors{i}
                        for: 5m
                        labels: {"{"}severity: page{"}"}
                        annotations:
                          summary: "High errors on {"{{"} $labels.instance {"}}"}"
                          description: "{"{{"} $value | humanizePercentage {"}}"} of {"{{"} $labels.job {"}}"} fails."
                        expr: sum by (job, instance) (rate(http_requests_total{"{"}job="api{i}",code=~"5.."{"}"}[5m])) > 0.1

                    """);
            }

            return text.ToString();
        }
    }
}
