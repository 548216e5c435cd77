using BenchmarkDotNet.Attributes;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Micro;

/// <summary>120 samples of a counter, packed and unpacked: whole numbers, numbers with decimals, and any bits.</summary>
[MemoryDiagnoser]
public class ChunkBenchmarks
{
    private const int Count = 120;
    private readonly long[] _times = new long[Count];
    private readonly double[] _values = new double[Count];
    private readonly ChunkWriter _writer = new();
    private readonly ChunkSamples _decoded = new();
    private byte[] _chunk = [];

    /// <summary>What the values are like.</summary>
    [Params("whole", "decimal", "bits")]
    public string Kind { get; set; } = "whole";

    /// <summary>Makes the samples.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(7);
        double value = 1e6;
        for (int i = 0; i < Count; i++)
        {
            value += random.Next(200);
            _times[i] = 1_700_000_000_000 + (i * 15_000);
            _values[i] = Kind switch
            {
                "whole" => value,
                "decimal" => Math.Round(value / 1000, 3),
                _ => value * random.NextDouble(),
            };
        }

        Encode();
        _chunk = _writer.Written.ToArray();
    }

    /// <summary>Packs them.</summary>
    [Benchmark]
    public int Encode()
    {
        _writer.Clear();
        SampleChunk.Encode(new SampleSpan(_times, _values), _writer);
        return _writer.Length;
    }

    /// <summary>Unpacks them.</summary>
    [Benchmark]
    public double Decode()
    {
        SampleChunk.Decode(_chunk, _decoded);
        return _decoded.Values[^1];
    }
}

/// <summary>Expressions as rules have them, from text to tree and back.</summary>
[MemoryDiagnoser]
public class ExpressionBenchmarks
{
    private readonly string _text =
        "sum by (job, path) (rate(requests_total{code=~\"5..\"}[5m])) / on (job) group_left sum by (job) "
        + "(rate(requests_total[5m])) > 0.9 and on (job) histogram_quantile(0.9, sum by (job, le) (rate(d_bucket[5m]))) > 2";

    private Expr? _parsed;

    /// <summary>Parses what is printed.</summary>
    [GlobalSetup]
    public void Setup() => _parsed = Parse();

    /// <summary>Parses and checks it.</summary>
    [Benchmark]
    public Expr? Parse() => ExpressionParser.Parse(_text).Value;

    /// <summary>Prints it.</summary>
    [Benchmark]
    public string Print() => _parsed!.ToString();
}
