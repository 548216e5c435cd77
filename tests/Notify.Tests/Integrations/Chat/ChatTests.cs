using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

/// <summary>What the tests of the chats share: a receiver, a clock and the two kinds of message.</summary>
public abstract class ChatTests : IAsyncDisposable
{
    /// <summary>Gives the names of the alerts and the state of the group.</summary>
    protected const string Sentence = "{{ range .Alerts }}{{ .Labels.alertname }}{{ end }} is {{ .Status }}";

    /// <summary>Parses and fails.</summary>
    protected const string Broken = "{{ .NoSuchField }}";

    private protected FakeHttpServer Server { get; } = new();

    private protected VirtualTime Time { get; } = new();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Server.DisposeAsync();
    }

    private protected static Notification Firing() => TestServices.NotificationOf(Of(At(0), Flushes.Firing("a")));

    private protected static Notification Resolved() => TestServices.NotificationOf(Of(At(0), Flushes.Resolved("a")));

    private protected ValueTask<SendOutcome> Send(IntegrationConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(Time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private protected async Task<JsonElement> NextJsonAsync() =>
        JsonDocument.Parse((await Server.NextAsync()).Body).RootElement;

    private protected static string InFile(string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        return file;
    }
}
