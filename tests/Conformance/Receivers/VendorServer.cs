using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

/// <summary>
/// Plays every vendor at once, over HTTP and HTTPS on free loopback ports, and records what it is asked. A receiver is
/// recognised by the first segment of the path, or by the header <c>X-Case</c> where the vendor's URL is fixed.
/// </summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly VendorScript _script = new();
    private readonly ConcurrentQueue<string> _faults = [];

    private VendorServer(WebApplication app) => _app = app;

    /// <summary>Every request so far, recorded before it is answered.</summary>
    public Arrivals<VendorRequest> Requests { get; } = new();

    /// <summary>The address of HTTP, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The address of HTTPS, without a slash at the end.</summary>
    public string SecureUrl { get; private set; } = "";

    /// <summary>What the script could not answer; empty if the vendors were understood.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>What answers in place of the script; null for the script.</summary>
    public Func<VendorRequest, VendorAnswer>? Instead { get; set; }

    /// <summary>Starts it with a certificate for the vendors' names.</summary>
    public static async Task<VendorServer> StartAsync(VendorCertificate certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestBufferSize = null;
            kestrel.Listen(IPAddress.Loopback, 0, http => http.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, https => https.UseHttps(certificate.Server));
        });
        var server = new VendorServer(builder.Build());
        server._app.Run(server.OnRequestAsync);
        await server._app.StartAsync();
        ICollection<string> addresses = server._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Url = addresses.Single(a => a.StartsWith("http:", StringComparison.Ordinal));
        server.SecureUrl = addresses.Single(a => a.StartsWith("https:", StringComparison.Ordinal));
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task OnRequestAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var received = new VendorRequest
        {
            Method = request.Method,
            Protocol = request.Protocol,
            Scheme = request.Scheme,
            Host = request.Host.Value ?? "",
            Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
        };
        Requests.Add(received);
        VendorAnswer answer = Instead?.Invoke(received) ?? Script(received);
        context.Response.StatusCode = answer.Status;
        if (answer.Location.Length > 0)
        {
            context.Response.Headers.Location = answer.Location;
        }

        if (answer.Body.Length > 0)
        {
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private VendorAnswer Script(VendorRequest received)
    {
        VendorAnswer? answer = _script.Answer(received);
        if (answer is null)
        {
            _faults.Enqueue($"no answer is scripted for {received}");
        }

        return answer ?? new VendorAnswer(501, "not scripted");
    }
}
