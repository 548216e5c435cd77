using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>The priority of a Mattermost post.</summary>
public sealed record MattermostPriorityConfig
{
    /// <summary>urgent, important or standard, a template.</summary>
    public string Priority { get; init; } = "";

    /// <summary>Ask for an acknowledgement.</summary>
    public bool RequestedAck { get; init; }

    /// <summary>Notify again until it is read.</summary>
    public bool PersistentNotifications { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MattermostPriorityConfig> Schema { get; } =
        new YamlSchema<MattermostPriorityConfig>("mattermost.MattermostPriority", new())
        .Optional("priority", YamlTypes.Text, c => c.Priority, (c, v) => c with { Priority = v })
        .Optional("requested_ack", YamlTypes.Flag, c => c.RequestedAck, (c, v) => c with { RequestedAck = v })
        .Optional("persistent_notifications", YamlTypes.Flag, c => c.PersistentNotifications,
            (c, v) => c with { PersistentNotifications = v })
        .WithoutUnmarshaler();
}
