using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tocsin.TestKit.BlackBox;

/// <summary>
/// A real HTTP server on a free loopback port that records what it is sent. By default it answers 200 to everything.
/// </summary>
public sealed class HttpSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<Received, HttpContext, Task> _answer;

    private HttpSink(WebApplication app, Func<Received, HttpContext, Task> answer)
    {
        _app = app;
        _answer = answer;
    }

    /// <summary>Every request so far, recorded before it is answered.</summary>
    public Arrivals<Received> Requests { get; } = new();

    /// <summary>The address, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Starts a sink.</summary>
    /// <param name="answer">Writes the answer; null for an empty 200.</param>
    public static async Task<HttpSink> StartAsync(Func<Received, HttpContext, Task>? answer = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new HttpSink(builder.Build(), answer ?? ((_, _) => Task.CompletedTask));
        sink._app.Run(sink.OnRequestAsync);
        await sink._app.StartAsync();
        IServer server = sink._app.Services.GetRequiredService<IServer>();
        sink.Url = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return sink;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // No patience for clients that keep a connection: the test is over.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task OnRequestAsync(HttpContext context)
    {
        DateTimeOffset at = TimeProvider.System.GetUtcNow();
        long timestamp = TimeProvider.System.GetTimestamp();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var received = new Received(context.Request.Method, context.Request.Path, at, timestamp, body.ToArray())
        {
            Headers = context.Request.Headers.ToDictionary(
                h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        };
        Requests.Add(received);
        await _answer(received, context);
    }
}
