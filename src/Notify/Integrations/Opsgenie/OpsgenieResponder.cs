using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Opsgenie;

/// <summary>One who must respond, rendered.</summary>
internal readonly record struct OpsgenieResponderText(string Id, string Name, string Username, string Type);

/// <summary>One entry of <c>responders</c>, compiled. Immutable.</summary>
/// <param name="field">Its place in the configuration.</param>
/// <param name="config">As written.</param>
/// <param name="templates">The compiler.</param>
internal sealed class OpsgenieResponder(string field, OpsgenieResponderConfig config, IFieldCompiler templates)
{
    private readonly FieldTemplate _id = templates.Text(field + ".id", config.Id);
    private readonly FieldTemplate _name = templates.Text(field + ".name", config.Name);
    private readonly FieldTemplate _username = templates.Text(field + ".username", config.Username);
    private readonly FieldTemplate _type = templates.Text(field + ".type", config.Type);

    /// <summary>
    /// Whom it names: nobody if its templates give no name or no type, as for labels that are not there, since Opsgenie
    /// would refuse the alert; one team for each name of <c>teams</c>.
    /// </summary>
    public IEnumerable<OpsgenieResponderText> Render(Rendering rendering)
    {
        string id = rendering.Text(_id);
        string name = rendering.Text(_name);
        string username = rendering.Text(_username);
        string type = rendering.Text(_type).ToLowerInvariant();
        if (type.Length == 0 || id.Length + name.Length + username.Length == 0)
        {
            return [];
        }

        return type == "teams"
            ? name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(team => new OpsgenieResponderText("", team, "", "team"))
            : [new OpsgenieResponderText(id, name, username, type)];
    }

    /// <summary>Writes them under their name, or nothing if there are none.</summary>
    public static void Write(GoJsonWriter json, IReadOnlyList<OpsgenieResponderText> responders)
    {
        if (responders.Count == 0)
        {
            return;
        }

        json.Name("responders").BeginArray();
        foreach (OpsgenieResponderText responder in responders)
        {
            json.BeginObject()
                .FieldUnlessEmpty("id", responder.Id)
                .FieldUnlessEmpty("name", responder.Name)
                .FieldUnlessEmpty("username", responder.Username)
                .Field("type", responder.Type)
                .EndObject();
        }

        json.EndArray();
    }
}
