using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tocsin.TestKit.Probes;

/// <summary>A web server on a free loopback port, over TLS if it has a certificate; of gRPC's health service too.</summary>
public sealed class PlayedWeb : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlayedWeb(WebApplication app) => _app = app;

    /// <summary>Its port.</summary>
    public int Port { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers a request.</param>
    /// <param name="certificate">For TLS; null for none.</param>
    /// <param name="protocols">The versions of HTTP.</param>
    public static async Task<PlayedWeb> StartAsync(
        RequestDelegate answer, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new PlayedWeb(app) { Port = new Uri(address).Port };
    }

    /// <summary>A gRPC server whose health service answers by the name of the service.</summary>
    /// <param name="statusOf">The number of a status, or null for a service that it does not know.</param>
    /// <param name="certificate">For TLS; null for none.</param>
    public static Task<PlayedWeb> StartGrpcAsync(Func<string, byte?> statusOf, X509Certificate2? certificate = null) =>
        StartAsync(
            async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, http.RequestAborted);
                byte[] asked = body.ToArray();
                string service = asked.Length > 7 ? System.Text.Encoding.UTF8.GetString(asked.AsSpan(7)) : "";
                bool isHealth = http.Request.Path == "/grpc.health.v1.Health/Check" && http.Request.ContentType == "application/grpc";
                http.Response.ContentType = "application/grpc";
                byte? status = isHealth ? statusOf(service) : null;
                http.Response.AppendTrailer("grpc-status", status is not null ? "0" : isHealth ? "5" : "12");
                http.Response.AppendTrailer("grpc-message", status is null ? "unknown%20service" : "");
                if (status is { } number)
                {
                    await http.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 2, 8, number], http.RequestAborted);
                }
            },
            certificate,
            HttpProtocols.Http2);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
