using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd.Traces;

/// <summary>Two small services of Node, traced by OpenTelemetry's own SDK: <c>shop</c> calls <c>cart</c>, which has a database.</summary>
internal sealed class TracedServices : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private readonly List<ChildProcess> _services = [];
    private HttpClient _client = new();

    /// <summary>Starts both; skips or fails the test where the SDK is not installed.</summary>
    /// <param name="receiver">Where they send their spans.</param>
    /// <param name="shop">How the shop sends them: <c>proto</c>, <c>json</c> or <c>grpc</c>.</param>
    /// <param name="cart">How the cart does.</param>
    public static async Task<TracedServices> StartAsync(string receiver, string shop, string cart)
    {
        var services = new TracedServices();
        string last = await services.StartAsync("cart", receiver, cart);
        string first = await services.StartAsync("shop", receiver, shop, last);
        services._client = new HttpClient { BaseAddress = new Uri(first), Timeout = StartDeadline };
        return services;
    }

    /// <summary>Asks the shop for something.</summary>
    /// <returns>The trace that this made.</returns>
    public async Task<string> AskAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return Assert.Single(answer.Headers.GetValues("x-trace-id"));
    }

    /// <summary>What both have printed, for a failure message.</summary>
    public string Transcript() => string.Join('\n', _services.Select(service => service.Transcript()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (ChildProcess service in _services)
        {
            await service.DisposeAsync();
        }
    }

    private async Task<string> StartAsync(string name, string receiver, string protocol, string? next = null)
    {
        string modules = Needs.Modules("@opentelemetry/exporter-trace-otlp-grpc");
        string script = Repository.Path("tests", "Acceptance", "EndToEnd", "Traces", "traced_service.cjs");
        var child = ChildProcess.Start("node", [script, modules, name, receiver, protocol, .. next is null ? [] : new[] { next }]);
        _services.Add(child);
        string line = await child.Lines.FirstAsync(
            l => l.StartsWith("listening ", StringComparison.Ordinal) || l.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal),
            StartDeadline,
            "a traced service");
        return line.StartsWith("listening ", StringComparison.Ordinal)
            ? $"http://127.0.0.1:{line.Split(' ')[1]}"
            : throw new InvalidOperationException($"the service {name} ended:\n{child.Transcript()}");
    }
}
