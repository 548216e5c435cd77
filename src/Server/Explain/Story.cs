using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Server;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Explain;

/// <summary>Tells any event that means something to a person.</summary>
internal static class Story
{
    /// <summary>The line; null for events that only keep state, such as saved heartbeats.</summary>
    public static StoryLine? Tell(JournalEvent happened, Fingerprint? about = null) =>
        RoutingStory.Tell(happened, about) ?? NotifyStory.Tell(happened) ?? RulesStory.Tell(happened)
            ?? AlertmanagersStory.Tell(happened) ?? TellServer(happened);

    private static StoryLine? TellServer(JournalEvent happened) => happened switch
    {
        ServerStarted started => new(started.At, "serverStarted", $"Tocsin {started.Version} started."),
        ServerStopped stopped => new(stopped.At, "serverStopped", $"Tocsin stopped: {stopped.Reason}."),
        ConfigLoaded loaded => new(loaded.At, "configLoaded", $"The configuration {loaded.Path} came into force."),
        ConfigRejected rejected => new(rejected.At, "configRejected",
            $"The configuration {rejected.Path} was refused: {(rejected.Errors.Count > 0 ? rejected.Errors[0] : "")}"),
        _ => null,
    };
}
