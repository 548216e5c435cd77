using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary>The flags of commands that ask a server by Prometheus's API, and the client that they describe.</summary>
internal static class ServerFlags
{
    private const string DefaultAddress = "http://localhost:9093";

    /// <summary>The flags.</summary>
    public static FlagSpec[] All { get; } =
    [
        new("server.url", "The server to ask: Tocsin, Prometheus, or what else has its API")
        {
            Kind = ValueKind.Url,
            Default = [DefaultAddress],
        },
        new("output", "How to print the answer (simple, json)")
        {
            Letter = 'o',
            Kind = ValueKind.Choice,
            Choices = ["simple", "json"],
            Default = ["simple"],
        },
        new("timeout", "How long to wait for the answer") { Kind = ValueKind.Duration, Default = ["30s"] },
        new("http.config.file", "Settings of the HTTP client, as in Prometheus's configuration")
        {
            Kind = ValueKind.ExistingFile,
            PlaceHolder = "<filename>",
        },
    ];

    /// <summary>Runs a command against the server of the flags, for as long as they allow.</summary>
    /// <param name="given">The flags.</param>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="patience">How long it may take unless the user says; as the flag's default if null.</param>
    public static async Task RunAsync(
        Invocation given,
        Func<SeriesApi, CancellationToken, Task> command,
        CancellationToken cancellation,
        TimeSpan? patience = null)
    {
        string text = given.Text("server.url");
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandFailure($"{text} is no address of a server, such as {DefaultAddress}");
        }

        TimeSpan most = patience is { } enough && !given.WasGiven("timeout") ? enough : given.Duration("timeout");
        using var timeUp = new CancellationTokenSource(most, given.Terminal.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellation);
        using var api = new SeriesApi(address, ApiTransport.Create(given.Text("http.config.file"), given.Terminal));
        try
        {
            await command(api, stop.Token);
        }
        catch (ApiFailure refused)
        {
            throw new CommandFailure(QueryFault.Explain(refused.Message, given.Text("expression")), refused);
        }
    }
}
