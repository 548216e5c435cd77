using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Api;
using Tocsin.Server.Web;

namespace Tocsin.Server.Otlp;

/// <summary>OTLP over HTTP: one request, one message, in protobuf or JSON.</summary>
// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp
internal sealed class OtlpHttp(OtlpIntake intake)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    /// <summary>Takes a request and answers it in the encoding that it has.</summary>
    public async Task PostAsync(HttpContext http)
    {
        if (EncodingOf(http.Request.ContentType) is not { } encoding)
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status415UnsupportedMediaType,
                $"the content type is \"{http.Request.ContentType}\"; send {Protobuf} or {Json}").ConfigureAwait(false);
            return;
        }

        var head = new OtlpHead("http", http.Request.Headers.ContentEncoding.ToString(), encoding, OtlpRoutes.SenderOf(http));
        RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        OtlpAnswer answer;
        using (body)
        {
            answer = await intake.TakeAsync(body?.Memory, head, http.RequestAborted).ConfigureAwait(false);
        }

        ReadOnlyMemory<byte> message = OtlpStatus.Of(answer) is { } status
            ? Refuse(http, status, encoding)
            : OtlpMessages.Response((OtlpAnswer.Accepted)answer, encoding, intake.Service.RejectedName);
        http.Response.ContentType = encoding == OtlpEncoding.Json ? Json : Protobuf;
        http.Response.ContentLength = message.Length;
        await http.Response.Body.WriteAsync(message, http.RequestAborted).ConfigureAwait(false);
    }

    private static OtlpEncoding? EncodingOf(string? contentType) =>
        (contentType ?? "").Split(';')[0].Trim().ToUpperInvariant() switch
        {
            "APPLICATION/X-PROTOBUF" => OtlpEncoding.Protobuf,
            "APPLICATION/JSON" => OtlpEncoding.Json,
            _ => null,
        };

    private static ReadOnlyMemory<byte> Refuse(HttpContext http, in OtlpStatus status, OtlpEncoding encoding)
    {
        http.Response.StatusCode = status.Code switch
        {
            GrpcCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            GrpcCode.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
            GrpcCode.Unimplemented => StatusCodes.Status415UnsupportedMediaType,
            _ => StatusCodes.Status400BadRequest,
        };
        if (status.RetryAfter > TimeSpan.Zero)
        {
            double seconds = Math.Ceiling(status.RetryAfter.TotalSeconds);
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return OtlpMessages.Status(status, encoding);
    }
}
