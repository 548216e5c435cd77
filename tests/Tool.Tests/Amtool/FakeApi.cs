using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Tocsin.Tool.Tests.Amtool;

/// <summary>A server that gives fixed answers and remembers what it was asked.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private const string Config =
        """
        route:
          receiver: default
          routes:
          - receiver: pager
            matchers:
            - severity="critical"
            continue: true
            routes:
            - receiver: team
              matchers:
              - team=~"db|web"
          - receiver: svc
            matchers:
            - env!="dev"
            - service=~"a|b"
        receivers:
        - name: default
        - name: pager
        - name: team
        - name: svc

        """;

    /// <summary>The answer about the status, in the order of upstream's keys.</summary>
    public static readonly string Status = TestJson.Compact(
        $$$"""
        {"cluster":{"name":"01A","peers":[
          {"address":"127.0.0.1:9095","name":"02B"},
          {"address":"127.0.0.1:9094","name":"01A"}
        ],"status":"ready"},"config":{"original":{{{TestJson.Quote(Config)}}}},
        "uptime":"2026-01-01T00:00:00.000Z","versionInfo":{"branch":"b","buildDate":"d","buildUser":"u",
        "goVersion":"g","revision":"r","version":"0.34.1"}}
        """);

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Status, string Body)> _answers = new()
    {
        ["GET /api/v2/status"] = (200, Status),
    };

    private readonly List<string> _requests = [];

    private FakeApi(WebApplication app)
    {
        _app = app;
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>The requests but those for the status: method, path with query, and body.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests.Where(r => !r.StartsWith("GET /api/v2/status", StringComparison.Ordinal))];
            }
        }
    }

    public IReadOnlyList<string> Authorizations { get; } = new List<string>();

    public static async Task<FakeApi> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            (KestrelServerOptions kestrel) => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var api = new FakeApi(builder.Build());
        await api._app.StartAsync();
        return api;
    }

    /// <summary>Sets the answer to a method and path.</summary>
    public FakeApi On(string methodAndPath, int status, string body)
    {
        lock (_gate)
        {
            _answers[methodAndPath] = (status, body);
        }

        return this;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        string what = $"{context.Request.Method} {context.Request.Path}";
        (int Status, string Body) answer;
        lock (_gate)
        {
            _requests.Add($"{what}{context.Request.QueryString}{(body.Length == 0 ? "" : " " + body)}");
            ((List<string>)Authorizations).Add(context.Request.Headers.Authorization.ToString());
            answer = _answers.GetValueOrDefault(what, (404, "{\"code\":404,\"message\":\"no such path\"}"));
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
