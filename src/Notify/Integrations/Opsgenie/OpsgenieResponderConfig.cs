using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Opsgenie;

/// <summary>Who must respond to an Opsgenie alert; each text is a template.</summary>
public sealed record OpsgenieResponderConfig
{
    /// <summary>The id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The user's name.</summary>
    public string Username { get; init; } = "";

    /// <summary>team, teams, user, escalation or schedule.</summary>
    public string Type { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OpsgenieResponderConfig> Schema { get; } =
        new YamlSchema<OpsgenieResponderConfig>("opsgenie.OpsGenieConfigResponder", new())
        .Optional("id", YamlTypes.Text, c => c.Id, (c, v) => c with { Id = v })
        .Optional("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("username", YamlTypes.Text, c => c.Username, (c, v) => c with { Username = v })
        .Optional("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
        .WithoutUnmarshaler();

    private const string ValidTypes = "^(team|teams|user|escalation|schedule)$";

    internal void Check(YamlRules rules)
    {
        string shown = $"{{{Id} {Name} {Username} {Type}}}";
        if (Given.CountOf(Id, Name, Username) == 0)
        {
            rules.Fail($"opsGenieConfig responder {shown} has to have at least one of id, username or name specified",
                "responders");
        }

        if (Type.Contains("{{", StringComparison.Ordinal))
        {
            if (TemplateSyntax.Check(Type) is { } error)
            {
                rules.Fail($"opsGenieConfig responder {shown} type contains invalid template syntax: {error}", "responders");
            }

            return;
        }

        if (Type.ToLowerInvariant() is not ("team" or "teams" or "user" or "escalation" or "schedule"))
        {
            shown = $"{{{Id} {Name} {Username} {Type.ToLowerInvariant()}}}";
            rules.Fail($"opsGenieConfig responder {shown} type does not match valid options {ValidTypes}", "responders");
        }
    }
}
