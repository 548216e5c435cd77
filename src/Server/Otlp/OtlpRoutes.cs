using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Series;
using Tocsin.Server.Web;

namespace Tocsin.Server.Otlp;

/// <summary>The paths of OTLP.</summary>
internal static class OtlpRoutes
{
    /// <summary>Maps the signals.</summary>
    /// <param name="root">Without the route prefix: senders by gRPC know none.</param>
    /// <param name="prefixed">Below the route prefix; the same where there is none.</param>
    /// <param name="intakes">What takes the signals.</param>
    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder prefixed, IReadOnlyList<OtlpIntake> intakes)
    {
        foreach (OtlpIntake intake in intakes)
        {
            var http = new OtlpHttp(intake);
            foreach (string path in intake.Service.HttpPaths)
            {
                prefixed.MapPost(path, http.PostAsync).WithMetadata(OtlpListener.Mark);
            }

            root.MapPost(intake.Service.GrpcPath, new OtlpGrpc(intake).CallAsync).WithMetadata(OtlpListener.Mark);
        }

        if (intakes.Count > 0)
        {
            root.MapPost("/opentelemetry.proto.collector.{service}/{method}", OtlpGrpc.RefuseAsync).WithMetadata(OtlpListener.Mark);
        }
    }

    /// <summary>Who sent a request.</summary>
    public static OtlpSender SenderOf(HttpContext http) => new(
        SeriesOwners.TenantOf(http), http.Connection.RemoteIpAddress?.ToString() ?? "");
}
