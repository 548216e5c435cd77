using System.Text.Json.Nodes;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>tocsin receiver</c>: lists the receivers of the running configuration.</summary>
internal static class ReceiverCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("receiver", "List the receivers of the running server.")
    {
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, ListAsync, cancellation),
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
