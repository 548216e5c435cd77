using System.Text;
using BenchmarkDotNet.Attributes;
using Tocsin.Rules.Files;
using Tocsin.Rules.UnitTests;

namespace Tocsin.Micro;

/// <summary>A file of 100 rule tests: three rules, three series, eleven instants each.</summary>
[MemoryDiagnoser]
public class UnitTestBenchmarks
{
    private const string Rules = """
        groups:
        - name: api
          rules:
          - record: job:errors:ratio
            expr: sum by (job) (rate(requests_total{code=~"5.."}[5m])) / sum by (job) (rate(requests_total[5m]))
          - {alert: HighErrorRatio, expr: 'job:errors:ratio > 0.05', for: 5m, annotations: {summary: '{{ $value }}'}}
          - {alert: Down, expr: up == 0, for: 2m}
        """;

    private readonly byte[] _file = Encoding.UTF8.GetBytes("tests:\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $$"""
        - interval: 1m
          name: test {{i}}
          input_series:
          - {series: 'requests_total{job="api{{i}}", code="200"}', values: 0+30x15}
          - {series: 'requests_total{job="api{{i}}", code="500"}', values: 0+30x15}
          - {series: 'up{job="api{{i}}"}', values: 1 1 0x13}
          alert_rule_test:
          - {eval_time: 10m, alertname: Down, exp_alerts: [{exp_labels: { job: api{{i}} } } ] }

        """)));

    private UnitTestSuite? _suite;

    /// <summary>Reads the file, and runs its tests once, as of the second file on.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _suite = new UnitTestSuite
        {
            Config = UnitTestReader.Read("t.yml", _file, false).Config!,
            Groups = RuleFileReader.Read("r.yml", Encoding.UTF8.GetBytes(Rules), new RuleFileOptions()).Groups,
        };
        if (Run() != _suite.Config.Tests.Count)
        {
            throw new InvalidOperationException("a test failed");
        }
    }

    /// <summary>Reads the file.</summary>
    [Benchmark]
    public int Read() => UnitTestReader.Read("t.yml", _file, false).Config!.Tests.Count;

    /// <summary>Runs the tests one after the other; how many pass.</summary>
    [Benchmark]
    public int Run() => _suite!.Config.Tests.Count(test => _suite.Run(test, TimeProvider.System).IsOk);
}
