using BenchmarkDotNet.Attributes;
using Tocsin.Model.Compression;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;
using Tocsin.Tsdb.Store;

namespace Tocsin.Micro;

/// <summary>What comes in and goes out by Prometheus's own protocols: 100 series, 240 samples each.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private const int Count = 100;
    private const int Samples = 240;
    private const long NowMs = 1_700_000_000_000;

    private readonly LabelSet[] _labels =
    [
        .. Enumerable.Range(0, Count).Select(i => LabelSet.Of(
            ("__name__", "up"), ("instance", $"host-{i:000}:9100"), ("job", "node"), ("zone", "eu-1"))),
    ];

    private readonly SnappyEncoder _encoder = new();
    private readonly byte[] _packed = new byte[SnappyEncoder.PackedBytesMax(SnappyEncoder.PieceBytesMax)];
    private byte[] _write = [];
    private byte[] _piece = [];
    private ReadRequest _read = null!;
    private string _folder = "";
    private SeriesStore _store = null!;
    private RemoteReader _reader = null!;
    private RemoteWriteReceiver _receiver = null!;

    /// <summary>Fills the store, and makes the requests.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tocsin-micro-").FullName;
        _store = SeriesStore.Open(
            new StoreOptions { Folder = _folder, Retention = TimeSpan.FromDays(36500) }, TimeProvider.System);
        var refs = new SeriesRef[Count];
        _store.Resolve(_labels, refs);
        for (int s = 0; s < Samples; s++)
        {
            var batch = new SampleBatch();
            for (int i = 0; i < Count; i++)
            {
                batch.Add(refs[i], NowMs + (s * 15_000L), (s * 7) + i);
            }

            _store.Append(batch, new AppendOutcome[Count]);
        }

        ProtoWriter write = WriteRequest();
        _piece = write.Written.ToArray();
        _write = Packed(write);
        _read = ReadRequestDecoder.Decode(Packed(Query()), out _)!;
        _reader = new RemoteReader(_store, Comparer<LabelSet>.Default, new RemoteReadOptions());
        _receiver = new RemoteWriteReceiver(_store, _store);
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A write request of a sample of each series, which the store has already.</summary>
    [Benchmark]
    public int Write()
    {
        ValueTask<RemoteWriteResult> result = _receiver.ReceiveAsync(_write, RemoteWriteVersion.One, CancellationToken.None);
        return result.IsCompletedSuccessfully
            ? result.Result.Samples
            : throw new InvalidOperationException("nothing came in, and yet it waits for the disk");
    }

    /// <summary>All samples in one packed message.</summary>
    [Benchmark]
    public int ReadSamples() => _reader.Samples(_read, out _, CancellationToken.None)!.Count;

    /// <summary>All samples in frames of chunks.</summary>
    [Benchmark]
    public int ReadFrames()
    {
        int bytes = 0;
        foreach (ReadOnlyMemory<byte> frame in _reader.Frames(_read, CancellationToken.None))
        {
            bytes += frame.Length;
        }

        return bytes;
    }

    /// <summary>Packs the write request.</summary>
    [Benchmark]
    public int Pack() => _encoder.Pack(_piece, _packed);

    private static byte[] Packed(ProtoWriter message)
    {
        var head = new ProtoWriter();
        head.Varint((ulong)message.Length);
        byte[] packed = new byte[SnappyEncoder.PackedBytesMax(message.Length)];
        int length = new SnappyEncoder().Pack(message.Written.Span, packed);
        return [.. head.Written.Span, .. packed.AsSpan(0, length)];
    }

    private static ProtoWriter Query()
    {
        var request = new ProtoWriter();
        int query = request.Begin(1);
        request.Varint(1, 0);
        request.Varint(2, long.MaxValue);
        int matcher = request.Begin(3);
        request.Text(2, "job");
        request.Text(3, "node");
        request.End(matcher);
        request.End(query);
        return request;
    }

    private ProtoWriter WriteRequest()
    {
        var request = new ProtoWriter();
        for (int i = 0; i < Count; i++)
        {
            int series = request.Begin(1);
            foreach (LabelSet.Label label in _labels[i])
            {
                int pair = request.Begin(1);
                request.Bytes(1, label.Name);
                request.Bytes(2, label.Value);
                request.End(pair);
            }

            int sample = request.Begin(2);
            request.Fixed(1, ((Samples - 1) * 7) + i);
            request.Varint(2, (ulong)(NowMs + ((Samples - 1) * 15_000L)));
            request.End(sample);
            request.End(series);
        }

        return request;
    }
}
