using System.Net.Http.Headers;
using Tocsin.Model.Seams;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Reads samples as they are, stale markers among them, by remote read; as chunks where the backend has them.</summary>
internal sealed class RemoteReadWay(BackendConfig config, BackendClient client) : IFetchWay
{
    private const string Streamed = "application/x-streamed-protobuf";

    /// <inheritdoc/>
    public string Name => "remote_read";

    /// <inheritdoc/>
    public Task<FetchedSeries> FetchAsync(
        SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation)
    {
        byte[] body = ReadRequestEncoder.Encode(query);
        return client.AskAsync(
            new BackendRequest<FetchedSeries>(() => Make(body), (response, token) => ReadAsync(response, meter, token))
            {
                Undo = meter.Undo,
            },
            cancellation);
    }

    private HttpRequestMessage Make(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, config.ReadAddress) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Content.Headers.ContentEncoding.Add("snappy");
        request.Headers.Add("X-Prometheus-Remote-Read-Version", "0.1.0");
        return request;
    }

    private async Task<FetchedSeries> ReadAsync(BackendResponse response, AttemptMeter meter, CancellationToken cancellation)
    {
        if (response.ContentType == Streamed)
        {
            int frameMax = (int)Math.Min(config.AnswerBytesMax, int.MaxValue / 2);
            using var buffered = new BufferedStream(response.Body, 64 << 10);
            var stream = new ChunkStream(buffered, frameMax, meter);
            return new FetchedSeries(await stream.ReadAsync(cancellation).ConfigureAwait(false), []);
        }

        if (response.ContentType != "application/x-protobuf")
        {
            throw BackendFailure.Unusable(
                $"it answers remote read with the type \"{response.ContentType}\": is {config.ReadAddress} the right address?");
        }

        ReadOnlyMemory<byte> packed = await response.Body.ReadAllAsync(cancellation).ConfigureAwait(false);
        return new FetchedSeries(SampleMessage.Read(packed.Span, config.AnswerBytesMax * 8, meter), []);
    }
}
