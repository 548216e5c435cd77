using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Explain;

namespace Tocsin.Tool.Notifications;

/// <summary><c>tocsin notifications</c>: the attempts to tell somebody, with what was answered.</summary>
internal static class NotificationsCommand
{
    private static readonly string[] Parameters = ["receiver", "integration", "group", "alert", "outcome"];

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("notifications", Help)
    {
        Flags =
        [
            .. PastQuery.Flags,
            new("receiver", "Only to this receiver; repeatable") { Letter = 'r', Kind = ValueKind.TextList },
            new("integration", "Only by this integration, such as slack or slack[0]; repeatable")
            {
                Kind = ValueKind.TextList,
            },
            new("group", "Only of the group with this key or id; repeatable") { Kind = ValueKind.TextList },
            new("alert", "Only of the alert with this fingerprint; repeatable") { Kind = ValueKind.TextList },
            new("outcome", "Only with this outcome: delivered, retry, rejected, failed or held; repeatable")
            {
                Kind = ValueKind.TextList,
            },
        ],
        Arguments = [new(PastQuery.Matchers, "Query filter") { Kind = ValueKind.TextList }],
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, ShowAsync, cancellation),
    };

    private const string Help = """
        List the attempts to notify: when, to whom, what was answered, when the next one is due.

        	tocsin notifications --receiver=pager --outcome=retry --outcome=failed
        	tocsin notifications --since 7d -o extended alertname=DiskFull

        Without an outcome all are shown but held, which are the flushes that led to no message.
        """;

    private static async Task ShowAsync(AmtoolSession session)
    {
        JsonObject page = await session.Api.NotificationsAsync(
            PastQuery.Of(session.Given, Parameters), session.Cancellation);
        if (session.Given.Text("output") == "json")
        {
            session.Out.Write(Json.Compact(page) + "\n");
            return;
        }

        new AttemptTable(session.Given).Write(Json.Objects(page["notifications"]).Reverse());
        if (Json.Text(page, "next").Length > 0)
        {
            session.Given.Terminal.Error.Write("There is more: raise --limit or narrow the time.\n");
        }
    }
}
