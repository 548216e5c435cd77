using System.Text.Json.Nodes;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Notify.Rehearsals;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary>
/// <c>tocsin template render</c>: amtool's command, and with <c>--receiver</c> the requests that a receiver would get.
/// </summary>
internal static class RenderCommand
{
    private const string ReceiverFlag = "receiver";

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("template", "Show what templates and receivers make of an alert.")
    {
        Commands =
        [
            new CommandSpec("render", Help)
            {
                Flags =
                [
                    new(ReceiverFlag, "Show the requests of this receiver") { Letter = 'r' },
                    new(LocalReceivers.FileFlag, "The configuration with the receiver") { Default = ["alertmanager.yml"] },
                    .. LocalReceivers.Flags,
                    new("integration", "Only this integration of the receiver, such as slack or slack[0]"),
                    new("alert", "A JSON file with alerts, as the API takes them or a webhook gets them. Without it a sample"),
                    new("fingerprint", "The alert with this fingerprint, from the running server"),
                    new("resolved", "The message that they resolved") { Kind = ValueKind.Switch },
                    .. TemplateCommand.RenderFlags.Select(flag => flag with { Required = false }),
                ],
                Run = RunAsync,
            },
        ],
    };

    private const string Help = """
        Show what is made of an alert: by a template, or by a receiver, request by request.

        	tocsin template render --template.glob='*.tmpl' --template.text='{{ template "mine" . }}'
        	tocsin template render --receiver=pager
        	tocsin template render --receiver=pager --integration=slack[0] --alert=alert.json --resolved
        	tocsin template render --receiver=pager --fingerprint=8f3c2d1a00b1c2d3 -o json

        With --receiver nothing is sent and nobody is asked. Where a receiver's answer decides what is asked next, a
        sample is played. Secrets are hidden. With -o extended bodies are shown as they are sent, otherwise laid out for
        reading. The exit code is 1 if a template failed or nothing would be sent.
        """;

    private static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        if (given.WasGiven(ReceiverFlag))
        {
            return ShowAsync(given, cancellationToken);
        }

        string[] missing = [.. TemplateCommand.RenderFlags
            .Where(flag => flag.Required && !given.WasGiven(flag.Name)).Select(flag => $"'--{flag.Name}'")];
        return missing.Length == 0
            ? TemplateCommand.RenderAsync(given, cancellationToken)
            : throw new CommandFailure($"required flag(s) {string.Join(", ", missing)} not provided; or name a --receiver");
    }

    private static async Task<int> ShowAsync(Invocation given, CancellationToken cancellationToken)
    {
        LocalReceivers local = LocalReceivers.Read(given);
        ReceiverConfig receiver = local.Find(given.Text(ReceiverFlag));
        Instant now = Instant.From(given.Terminal.Time.GetUtcNow());
        var draft = new MessageDraft(local.Config, receiver.Name, now);
        Notification notification = draft.About(
            await AlertsAsync(given, draft, now, cancellationToken), given.IsOn("resolved"));
        var printer = new RequestPrinter(given, notification);
        IntegrationServices services = local.Services();
        foreach ((IntegrationConfig config, int index) in Chosen(given, receiver))
        {
            printer.Add(config, index, await Rehearsal.RunAsync(config, services, notification, cancellationToken));
        }

        return printer.Finish() ? 0 : 1;
    }

    private static (IntegrationConfig Config, int Index)[] Chosen(Invocation given, ReceiverConfig receiver)
    {
        var wanted = new ReceiverTest { Id = "", Integration = given.Text("integration") };
        (IntegrationConfig Config, int Index)[] all = [.. receiver.Numbered()];
        (IntegrationConfig, int)[] chosen = [.. all.Where(one => wanted.Wants(KeyOf(one)))];
        return chosen.Length > 0 || wanted.Integration.Length == 0
            ? chosen
            : throw new CommandFailure(UnknownName.Integration(receiver.Name, wanted.Integration, all.Select(KeyOf)));

        IntegrationKey KeyOf((IntegrationConfig Config, int Index) one) =>
            new(receiver.Name, one.Config.Integration, one.Index);
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(
        Invocation given, MessageDraft draft, Instant now, CancellationToken cancellationToken)
    {
        string file = given.Text("alert");
        string fingerprint = given.Text("fingerprint").ToLowerInvariant();
        if (file.Length > 0 && fingerprint.Length > 0)
        {
            throw new CommandFailure("--alert and --fingerprint exclude each other");
        }

        if (fingerprint.Length == 0)
        {
            return file.Length > 0 ? AlertFile.Read(file, now) : [draft.Sample()];
        }

        IReadOnlyList<Alert> found = [];
        await AmtoolSession.RunAsync(
            given,
            async session =>
            {
                JsonArray alerts = await session.Api.GetAlertsAsync([], session.Cancellation);
                JsonObject live = Json.Objects(alerts).FirstOrDefault(alert => Json.Text(alert, "fingerprint") == fingerprint)
                    ?? throw new CommandFailure($"the server has no alert with fingerprint {fingerprint} now");
                found = AlertFile.Read(live, "the server's answer", now);
            },
            cancellationToken);
        return found;
    }
}
