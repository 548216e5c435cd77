using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary><c>tocsin receiver test</c>: has a message sent that says that it is a test, and shows what came of it.</summary>
internal static class ReceiverTestCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("test", Help)
    {
        Flags =
        [
            new(LocalReceivers.FileFlag, "Send from here by the receivers of this file, without a server")
            {
                Kind = ValueKind.ExistingFile,
                PlaceHolder = "<filename>",
            },
            .. LocalReceivers.Flags,
            new("integration", "Only this integration of the receiver, such as slack or slack[0]"),
            new("label", "A label of the alert, name=value; repeatable") { Letter = 'l', Kind = ValueKind.TextList },
            new("annotation", "An annotation of the alert, name=value; repeatable") { Kind = ValueKind.TextList },
            new("resolve", "Send also that it resolved. Without it: where something would stay open") { Kind = ValueKind.Switch },
            new("requested-by", "Who asks, for the message and the journal. Without it the name of the user"),

            // Two messages, each with its turn and its attempt of at most 30 s, and the way there.
            new("timeout", "Timeout for the executed command") { Kind = ValueKind.Duration, Default = ["130s"] },
        ],
        Arguments = [new("name", "The receiver's name") { Required = true }],
        Run = RunAsync,
    };

    private const string Help = """
        Send a message that says that it is a test to a receiver, and show what each machine on the way answered.

        	tocsin receiver test pager
        	tocsin receiver test --integration=slack[0] --label=severity=critical pager
        	tocsin receiver test --config.file=alertmanager.yml pager

        The message goes through the receiver's own integrations, once each. It belongs to no group and is not
        remembered as a notification. What keeps incidents open is told right after that it resolved.

        By default the running server sends, and its history has the test. With --config.file this program sends by
        itself. The exit code is 0 if every message was taken, 1 if not.
        """;

    private static async Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        bool isDelivered = false;
        if (given.Find(LocalReceivers.FileFlag) is { Length: > 0 })
        {
            JsonObject report = await SendAsync(given, cancellationToken);
            isDelivered = ReceiverTestPrinter.Print(given, report);
        }
        else
        {
            await AmtoolSession.RunAsync(
                given,
                async session => isDelivered = ReceiverTestPrinter.Print(given, await AskAsync(session)),
                cancellationToken);
        }

        return isDelivered ? 0 : 1;
    }

    private static Task<JsonObject> AskAsync(AmtoolSession session)
    {
        Invocation given = session.Given;
        var request = new JsonObject { ["requestedBy"] = RequestedBy(given) };
        if (given.Text("integration") is { Length: > 0 } integration)
        {
            request["integration"] = integration;
        }

        if (given.WasGiven("resolve"))
        {
            request["resolve"] = given.IsOn("resolve");
        }

        foreach ((string field, string flag) in (ReadOnlySpan<(string, string)>)[("labels", "label"), ("annotations", "annotation")])
        {
            if (given.List(flag).Count > 0)
            {
                request[field] = Pairs(given, flag);
            }
        }

        return session.Api.TestReceiverAsync(given.Text("name"), request, session.Cancellation);
    }

    private static async Task<JsonObject> SendAsync(Invocation given, CancellationToken cancellationToken)
    {
        if (given.WasGiven(AmtoolProgram.AddressFlag))
        {
            given.Terminal.Error.Write("Warning: --config.file flag overrides the --alertmanager.url.\n");
        }

        LocalReceivers local = LocalReceivers.Read(given);
        ReceiverConfig config = local.Find(given.Text("name"));
        NotifyModel built = NotifyModelBuilder.Build([config], local.Services());
        var test = new ReceiverTest
        {
            Id = Id(given.Terminal),
            RequestedBy = RequestedBy(given),
            Labels = Set(Pairs(given, "label")),
            Annotations = Set(Pairs(given, "annotation")),
            Integration = given.Text("integration"),
            Resolve = given.WasGiven("resolve") ? given.IsOn("resolve") : null,
        };
        ReceiverModel receiver = built.Receivers[0];
        if (test.Integration.Length > 0 && !receiver.Integrations.Any(one => test.Wants(one.Key)))
        {
            throw new CommandFailure(UnknownName.Integration(
                receiver.Name, test.Integration, receiver.Integrations.Select(one => one.Key)));
        }

        var tester = new ReceiverTester(given.Terminal.Time, _ => { });
        ReceiverTestReport report = await tester.RunAsync(receiver, test, cancellationToken);
        return (JsonObject)JsonNode.Parse(report.ToJson().Span)!;
    }

    // Who tests from one machine twice within a tick of its clock tests the same.
    private static string Id(Terminal terminal) => string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{terminal.Time.GetUtcNow().Ticks:x}");

    private static JsonObject Pairs(Invocation given, string flag) =>
        new MatcherArguments(given).Pairs(given.List(flag), $"--{flag} must be name=value");

    private static string RequestedBy(Invocation given) =>
        given.Text("requested-by") is { Length: > 0 } named ? named : given.Terminal.Environment("USER") ?? "";

    private static LabelSet Set(JsonObject pairs)
    {
        var labels = new LabelSetBuilder();
        foreach ((string name, string value) in Json.Texts(pairs))
        {
            labels.Add(name, value);
        }

        return labels.Build(dropEmpty: true);
    }
}
