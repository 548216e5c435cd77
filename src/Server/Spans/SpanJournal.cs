using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Server.Records;
using Tocsin.Signals.Spans;
using Tocsin.Tsdb.Store;

namespace Tocsin.Server.Spans;

/// <summary>The counts of spans on disk, and the receiver that goes on with them. Thread-safe.</summary>
/// <remarks>
/// One file: the settings under which spans are counted, all counts at one moment, and each request since. When the requests
/// are four times the counts, and 4 MiB at least, the file is begun anew. Counts never begin at 0 again while they are kept:
/// a crash between writing samples and any other step repeats what the samples say already.
/// </remarks>
internal sealed class SpanJournal : ISpanLog, IAsyncDisposable
{
    /// <summary>The folder under the one of the program.</summary>
    public const string FolderName = "traces";

    // What a record begins with; the receiver's own begin with other numbers.
    private const byte Settings = 0;

    private static readonly RecordLogKind Kind = new([.. "TOCSPAN1"u8], "counts of spans");

    private readonly RecordLog _log;

    private SpanJournal(string path, SpanReceiver receiver, byte[] settings, string? notice)
    {
        (Receiver, Notice) = (receiver, notice);
        _log = RecordLog.Begin(path, Kind, () => [settings, receiver.Save()]);
        receiver.Log = this;
    }

    /// <summary>Counts.</summary>
    public SpanReceiver Receiver { get; }

    /// <summary>What was found to be wrong; null if nothing was.</summary>
    public string? Notice { get; }

    /// <summary>How many bytes it has.</summary>
    public long Length => _log.Length;

    /// <summary>Reads what is there, and goes on with it.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static SpanJournal Open(string folder, SpanOptions options, SeriesStore store, TimeProvider time)
    {
        string path = Path.Combine(folder, "counts.log");
        byte[] settings = [Settings, .. JsonSerializer.SerializeToUtf8Bytes(options)];
        var receiver = new SpanReceiver(store, store, options);
        SpanReceiver? before = null;
        bool isFirst = true;
        string? notice = RecordLog.Read(path, Kind, record =>
        {
            if (!isFirst)
            {
                return (before ?? receiver).TryApply(record.ToArray());
            }

            isFirst = false;
            bool isSame = record.Span.SequenceEqual(settings);
            before = isSame ? null : Before(record.Span, store);
            return isSame || before is not null;
        });
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (before is not null)
        {
            // Other settings make other series. What was counted for the old ones is written before it is forgotten.
            before.WriteRest(nowMs);
            ((ISeriesAppender)store).FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            before.Dispose();
        }

        receiver.Resume(nowMs);
        return new SpanJournal(path, receiver, settings, notice);
    }

    /// <inheritdoc/>
    public Task AppendAsync(byte[] record, Action apply) => _log.AppendAsync(record, apply);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync().ConfigureAwait(false);
        Receiver.Dispose();
    }

    private static SpanReceiver? Before(ReadOnlySpan<byte> record, SeriesStore store)
    {
        try
        {
            SpanOptions? options = record.Length > 0 && record[0] == Settings
                ? JsonSerializer.Deserialize<SpanOptions>(record[1..]) : null;
            return options is null ? null : new SpanReceiver(store, store, options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
