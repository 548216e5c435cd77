using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// What every command that talks to a server needs: the client, the time limit, the form of the output.
/// </summary>
internal sealed class AmtoolSession : IDisposable
{
    private const string DefaultAddress = "http://localhost:9093/";
    private readonly CancellationTokenSource _timeUp;
    private readonly CancellationTokenSource _stop;

    private AmtoolSession(Invocation given, CancellationToken cancellationToken)
    {
        Given = given;
        _timeUp = new CancellationTokenSource(given.Duration("timeout"), given.Terminal.Time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_timeUp.Token, cancellationToken);
        Uri address = Address(given);
        string httpConfig = given.Text("http.config.file");
        if (httpConfig.Length > 0 && address.UserInfo.Length > 0)
        {
            const string Both = "basic authentication and http.config.file are mutually exclusive";
            throw new CommandFailure(Both) { IsBare = true };
        }

        Api = new AlertmanagerApi(address, ApiTransport.Create(httpConfig, given.Terminal));
    }

    public Invocation Given { get; }

    public AlertmanagerApi Api { get; }

    public CancellationToken Cancellation => _stop.Token;

    public TextWriter Out => Given.Terminal.Out;

    public Output Output => new(Given);

    /// <summary>Connects to the server and, unless told not to, compares versions.</summary>
    public static async Task<AmtoolSession> OpenAsync(Invocation given, CancellationToken cancellationToken)
    {
        var session = new AmtoolSession(given, cancellationToken);
        if (given.IsOn("version-check"))
        {
            await session.CompareVersionsAsync();
        }

        return session;
    }

    /// <summary>Runs a command in a session.</summary>
    public static async Task<int> RunAsync(
        Invocation given,
        Func<AmtoolSession, Task> command,
        CancellationToken cancellationToken)
    {
        using AmtoolSession session = await OpenAsync(given, cancellationToken);
        try
        {
            await command(session);
        }
        catch (ApiFailure failure)
        {
            throw new CommandFailure(failure.Message, failure);
        }

        return 0;
    }

    public void Dispose()
    {
        Api.Dispose();
        _stop.Dispose();
        _timeUp.Dispose();
    }

    // Without a scheme upstream takes http, without a host localhost.
    private static Uri Address(Invocation given)
    {
        string text = given.Find("alertmanager.url") ?? DefaultAddress;
        string full = text.Contains("://", StringComparison.Ordinal)
            ? text
            : text.StartsWith('/') ? "http://localhost:9093" + text : "http://" + text;
        return Uri.TryCreate(full, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address
            : throw new CommandFailure($"unsupported alertmanager.url {text}");
    }

    private async Task CompareVersionsAsync()
    {
        try
        {
            JsonObject status = await Api.GetStatusAsync(Cancellation);
            string version = Json.Text(status, "versionInfo", "version");
            if (version.Length > 0 && MajorMinor(version) != MajorMinor(BuildFacts.UpstreamVersion))
            {
                Given.Terminal.Error.Write(
                    $"Warning: amtool version ({BuildFacts.UpstreamVersion}) and alertmanager version ({version})"
                    + " are different.\n");
            }
        }
        catch (Exception e) when (e is ApiFailure or CommandFailure)
        {
            // The command itself will tell what is wrong with the server.
        }
    }

    private static string MajorMinor(string version) => string.Join('.', version.Split('.').Take(2));
}
