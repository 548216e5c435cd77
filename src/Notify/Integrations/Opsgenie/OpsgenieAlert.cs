using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;
using Tocsin.Templates.Data;

namespace Tocsin.Notify.Integrations.Opsgenie;

/// <summary>The bodies of the requests about a firing alert.</summary>
/// <param name="Alert">Creates it.</param>
/// <param name="Message">Replaces its message.</param>
/// <param name="Description">Replaces its description.</param>
internal sealed record OpsgenieTexts(
    ReadOnlyMemory<byte> Alert, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Description);

/// <summary>Writes the JSON of an alert, its keys in upstream's order. Immutable.</summary>
internal sealed class OpsgenieAlert
{
    // https://docs.opsgenie.com/docs/alert-api#create-alert. Upstream cuts only the message; Opsgenie refuses the whole
    // alert for one field that is too long, and a long description must not cost the page.
    private const int MessageRunesMax = 130;
    private const int NoteRunesMax = 25_000;
    private const int EntityRunesMax = 512;
    private const int SourceRunesMax = 100;
    private const int DetailsRunesMax = 8_000;
    private const int TagsMax = 20;
    private const int ActionsMax = 10;
    private const int TagRunesMax = 50;
    private static readonly MessageBody DescriptionBody = MessageBody.InRunes(15_000);
    private static readonly MessageBody ClosingNote = MessageBody.InRunes(NoteRunesMax);

    private readonly FieldTemplate _message;
    private readonly FieldTemplate _description;
    private readonly FieldTemplate _source;
    private readonly FieldTemplate _entity;
    private readonly FieldTemplate _actions;
    private readonly FieldTemplate _tags;
    private readonly FieldTemplate _note;
    private readonly FieldTemplate _priority;
    private readonly IReadOnlyList<(string Name, FieldTemplate Value)> _details;
    private readonly IReadOnlyList<OpsgenieResponder> _responders;

    public OpsgenieAlert(OpsgenieConfig config, IFieldCompiler templates)
    {
        _message = templates.Text("message", config.Message);
        _description = templates.Text("description", config.Description);
        _source = templates.Text("source", config.Source);
        _entity = templates.Text("entity", config.Entity);
        _actions = templates.Text("actions", config.Actions);
        _tags = templates.Text("tags", config.Tags);
        _note = templates.Text("note", config.Note);
        _priority = templates.Text("priority", config.Priority);
        _details = [.. config.Details.Select(d => (d.Key, templates.Text("details." + d.Key, d.Value)))];
        _responders = [.. config.Responders.Select((r, i) => new OpsgenieResponder($"responders[{i}]", r, templates))];
    }

    /// <summary>Writes what closes the alert. A template that fails brings the facts into a note.</summary>
    public ReadOnlyMemory<byte> WriteClose(Rendering rendering)
    {
        string source = Truncation.InRunes(rendering.Text(_source), SourceRunesMax);
        string note = ClosingNote.Compose(rendering, null);
        return new GoJsonWriter().BeginObject()
            .Field("source", source)
            .FieldUnlessEmpty("note", note)
            .EndObject().EndDocument().Written;
    }

    /// <summary>Writes the alert.</summary>
    public OpsgenieTexts TextsOf(Rendering rendering)
    {
        string? title = rendering.TextOrNull(_message);
        string message = Truncation.InRunes(
            FallbackLabel.On(title ?? FallbackMessage.Title(rendering.Context.Notification), rendering.Context.Notification),
            MessageRunesMax);
        string? text = rendering.TextOrNull(_description);
        SortedDictionary<string, string> details = Details(rendering);
        string source = Truncation.InRunes(rendering.Text(_source), SourceRunesMax);
        OpsgenieResponderText[] responders = [.. _responders.SelectMany(r => r.Render(rendering))];
        IReadOnlyList<string> tags = Split(rendering.Text(_tags), TagsMax);
        string note = Truncation.InRunes(rendering.Text(_note), NoteRunesMax);
        string priority = rendering.Text(_priority);
        string entity = Truncation.InRunes(rendering.Text(_entity), EntityRunesMax);
        IReadOnlyList<string> actions = Split(rendering.Text(_actions), ActionsMax);
        string description = DescriptionBody.Compose(rendering, text);

        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("alias", GroupKeyHash.Of(rendering.Context.Notification))
            .Field("message", message)
            .FieldUnlessEmpty("description", description)
            .Name("details").BeginObject();
        foreach ((string name, string value) in details)
        {
            json.Field(name, value);
        }

        json.EndObject().Field("source", source);
        OpsgenieResponder.Write(json, responders);
        Write(json, "tags", tags)
            .FieldUnlessEmpty("note", note)
            .FieldUnlessEmpty("priority", priority)
            .FieldUnlessEmpty("entity", entity);
        return new OpsgenieTexts(
            Write(json, "actions", actions).EndObject().EndDocument().Written,
            Single("message", message),
            Single("description", description));
    }

    private static ReadOnlyMemory<byte> Single(string name, string value) =>
        new GoJsonWriter().BeginObject().FieldUnlessEmpty(name, value).EndObject().EndDocument().Written;

    private static GoJsonWriter Write(GoJsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return json;
        }

        json.Name(name).BeginArray();
        foreach (string value in values)
        {
            json.Value(value);
        }

        return json.EndArray();
    }

    private static string[] Split(string text, int max) =>
    [
        .. text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Take(max).Select(t => Truncation.InRunes(t, TagRunesMax)),
    ];

    // The labels that all alerts share, and those of the configuration before them.
    private SortedDictionary<string, string> Details(Rendering rendering)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Notification notification = rendering.Context.Notification;
        foreach (LabelSet.Label label in NotificationData.CommonOf([.. notification.Alerts.Select(a => a.Labels)]))
        {
            details[label.NameText] = label.ValueText;
        }

        foreach ((string name, FieldTemplate value) in _details)
        {
            details[name] = rendering.TextOrNull(value) ?? "(template failed)";
        }

        int left = DetailsRunesMax;
        foreach (string name in details.Keys.ToArray())
        {
            left -= name.Length;
            if (left < 2)
            {
                details.Remove(name);
                continue;
            }

            details[name] = Truncation.InRunes(details[name], left);
            left -= details[name].Length;
        }

        return details;
    }
}
