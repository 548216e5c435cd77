using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary><c>tocsin receiver</c>: lists receivers and tests them.</summary>
internal static class ReceiverCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("receiver", "List receivers, or send a test message to one.")
    {
        Commands =
        [
            new CommandSpec("list", "List the receivers of the running server.")
            {
                IsDefault = true,
                Run = (given, cancellation) => AmtoolSession.RunAsync(given, ListAsync, cancellation),
            },
            ReceiverTestCommand.Create(),
        ],
    };

    private static async Task ListAsync(AmtoolSession session)
    {
        JsonArray receivers = await session.Api.GetReceiversAsync(session.Cancellation);
        if (session.Given.Text("output") == "json")
        {
            session.Out.Write(Json.Compact(receivers) + "\n");
            return;
        }

        foreach (JsonObject receiver in Json.Objects(receivers))
        {
            session.Out.Write(Json.Text(receiver, "name") + "\n");
        }
    }
}
