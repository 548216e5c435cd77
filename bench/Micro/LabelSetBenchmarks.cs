using System.Text;
using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;

namespace Tocsin.Micro;

/// <summary>What every posted alert costs before anything is decided about it: its label set and fingerprint.</summary>
[MemoryDiagnoser]
public class LabelSetBenchmarks
{
    private static readonly (byte[] Name, byte[] Value)[] Labels =
    [
        .. new[]
        {
            ("severity", "critical"), ("alertname", "HighErrorRate"), ("instance", "host-00042:9100"),
            ("cluster", "eu-1"), ("job", "node"), ("service", "svc-7"), ("env", "prod"),
        }.Select(l => (Encoding.UTF8.GetBytes(l.Item1), Encoding.UTF8.GetBytes(l.Item2))),
    ];

    private readonly LabelSetBuilder _builder = new();
    private LabelSet _built = LabelSet.Empty;

    /// <summary>Builds the set that the look-ups use.</summary>
    [GlobalSetup]
    public void Setup() => _built = Build();

    /// <summary>Seven unsorted labels to a sorted, fingerprinted set.</summary>
    [Benchmark]
    public LabelSet Build()
    {
        _builder.Clear();
        foreach ((byte[] name, byte[] value) in Labels)
        {
            _builder.Add(name, value);
        }

        return _builder.Build();
    }

    /// <summary>One look-up by name, as a matcher makes it.</summary>
    [Benchmark]
    public int Find() => _built.TryGetValue("service"u8, out ReadOnlySpan<byte> value) ? value.Length : -1;
}
