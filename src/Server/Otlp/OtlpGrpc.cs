using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Api;
using Tocsin.Server.Web;
using Tocsin.Signals.Wire;

namespace Tocsin.Server.Otlp;

/// <summary>OTLP over gRPC: a call with one message, which is answered with one message and a status behind it.</summary>
internal sealed class OtlpGrpc(OtlpIntake intake)
{
    /// <summary>Takes a call.</summary>
    public async Task CallAsync(HttpContext http)
    {
        if (!await IsGrpcAsync(http).ConfigureAwait(false))
        {
            return;
        }

        OtlpAnswer answer;
        RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        using (body)
        {
            answer = await TakeAsync(http, body?.Memory).ConfigureAwait(false);
        }

        http.Response.ContentType = "application/grpc";
        if (OtlpStatus.Of(answer) is { } status)
        {
            End(http, status);
            return;
        }

        ReadOnlyMemory<byte> message = OtlpMessages.Response((OtlpAnswer.Accepted)answer, OtlpEncoding.Protobuf, "");
        await http.Response.Body.WriteAsync(GrpcFrame.Of(message.Span), http.RequestAborted).ConfigureAwait(false);
        End(http, default);
    }

    /// <summary>Answers a call of a service that is not here.</summary>
    public static async Task RefuseAsync(HttpContext http)
    {
        if (await IsGrpcAsync(http).ConfigureAwait(false))
        {
            http.Response.ContentType = "application/grpc";
            End(http, new OtlpStatus(GrpcCode.Unimplemented, $"there is no {http.Request.Path} here", default));
        }
    }

    /// <summary>Writes a text as the header grpc-message has it: percent-encoded beyond ASCII's printable characters.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            _ = b is >= 0x20 and <= 0x7E and not (byte)'%'
                ? escaped.Append((char)b)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return escaped.ToString();
    }

    // What does not speak gRPC would not understand its statuses.
    private static async Task<bool> IsGrpcAsync(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) || !http.Response.SupportsTrailers())
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status426UpgradeRequired,
                "gRPC needs HTTP/2: use otlp.grpc_listen of tocsin.yml, or TLS").ConfigureAwait(false);
            return false;
        }

        string type = (http.Request.ContentType ?? "").Split(';')[0].Trim();
        if (type is not ("application/grpc" or "application/grpc+proto"))
        {
            await HttpText.WriteErrorAsync(
                http, StatusCodes.Status415UnsupportedMediaType,
                $"the content type is \"{type}\"; send application/grpc").ConfigureAwait(false);
            return false;
        }

        return true;
    }

    private static void End(HttpContext http, in OtlpStatus status)
    {
        HttpResponse response = http.Response;
        response.AppendTrailer("grpc-status", ((int)status.Code).ToString(CultureInfo.InvariantCulture));
        if (status.Code == GrpcCode.Ok)
        {
            return;
        }

        response.AppendTrailer("grpc-message", Escape(status.Message));
        if (status.RetryAfter > TimeSpan.Zero)
        {
            ReadOnlyMemory<byte> details = OtlpMessages.Status(status, OtlpEncoding.Protobuf);
            response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details.Span).TrimEnd('='));
        }
    }

    private ValueTask<OtlpAnswer> TakeAsync(HttpContext http, ReadOnlyMemory<byte>? body)
    {
        string packing = "";
        if (body is { } frame)
        {
            ReadOnlySpan<byte> head = frame.Span;
            if (head.Length < GrpcFrame.HeadBytes || head[0] > 1 || !GrpcFrame.IsWhole(head))
            {
                return ValueTask.FromResult<OtlpAnswer>(new OtlpAnswer.BadData("the call does not have one message, framed by gRPC"));
            }

            packing = head[0] == 0 ? "" : http.Request.Headers["grpc-encoding"].ToString();
            packing = head[0] == 1 && packing.Length == 0 ? "nothing" : packing;
            body = frame[GrpcFrame.HeadBytes..];
        }

        http.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        var call = new OtlpHead("grpc", packing, OtlpEncoding.Protobuf, OtlpRoutes.SenderOf(http));
        return intake.TakeAsync(body, call, http.RequestAborted);
    }
}
