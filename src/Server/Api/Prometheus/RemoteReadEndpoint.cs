using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Series;
using Tocsin.Server.Web;
using Tocsin.Signals.RemoteRead;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>POST /api/v1/read: samples as they are, for another Prometheus or whatever evaluates elsewhere.</summary>
// Source: Prometheus storage/remote, read handler, with its headers and texts.
internal sealed class RemoteReadEndpoint(SeriesHost series)
{
    private const int FlushBytes = 64 * 1024;

    public async Task PostAsync(HttpContext http)
    {
        CancellationToken gone = http.RequestAborted;
        using IDisposable? place = await series.Reads.EnterAsync(gone).ConfigureAwait(false);
        if (place is null)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status503ServiceUnavailable, "remote read timed out in the queue").ConfigureAwait(false);
            return;
        }

        RequestBody? body = await RequestBody.ReadAsync(http.Request, gone).ConfigureAwait(false);
        if (body is null)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status413PayloadTooLarge, $"the body has more than {RequestBody.BytesMax} bytes").ConfigureAwait(false);
            return;
        }

        ReadRequest? request;
        string? fault;
        using (body)
        {
            request = ReadRequestDecoder.Decode(body.Value.Utf8, out fault);
        }

        Task answer = request is null ? RefuseAsync(http, fault!)
            : request.AnswerType == ReadAnswerType.Chunks ? StreamAsync(http, request)
            : SendSamplesAsync(http, request);
        await answer.ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext http, string fault) =>
        HttpText.WriteErrorAsync(http, StatusCodes.Status400BadRequest, fault);

    private async Task SendSamplesAsync(HttpContext http, ReadRequest request)
    {
        string? fault = null;
        IReadOnlyList<byte[]>? pieces = await Task.Run(
            () => series.RemoteRead.Samples(request, out fault, http.RequestAborted), http.RequestAborted).ConfigureAwait(false);
        if (pieces is null)
        {
            await RefuseAsync(http, fault!).ConfigureAwait(false);
            return;
        }

        http.Response.ContentType = "application/x-protobuf";
        http.Response.Headers.ContentEncoding = "snappy";
        http.Response.ContentLength = pieces.Sum(p => (long)p.Length);
        foreach (byte[] piece in pieces)
        {
            await http.Response.Body.WriteAsync(piece, http.RequestAborted).ConfigureAwait(false);
        }
    }

    // Once a frame is sent nothing can be told any more: an exception breaks the connection, which the reader notices.
    private async Task StreamAsync(HttpContext http, ReadRequest request)
    {
        http.Response.ContentType = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";
        PipeWriter output = http.Response.BodyWriter;
        foreach (ReadOnlyMemory<byte> frame in series.RemoteRead.Frames(request, http.RequestAborted))
        {
            frame.Span.CopyTo(output.GetSpan(frame.Length));
            output.Advance(frame.Length);
            if (output.UnflushedBytes >= FlushBytes)
            {
                await output.FlushAsync(http.RequestAborted).ConfigureAwait(false);
            }
        }

        await output.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
