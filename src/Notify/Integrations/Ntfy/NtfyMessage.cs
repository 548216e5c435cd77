using System.Globalization;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Ntfy;

/// <summary>Writes the JSON of an ntfy message. Immutable.</summary>
internal sealed class NtfyMessage(NtfyConfig config, IFieldCompiler templates)
{
    // https://docs.ntfy.sh/publish/#limitations: what is longer is turned into a file, which nobody opens at night.
    private const int MessageBytesMax = 4096;

    // Ours: phones show less; it only keeps a runaway template from filling the request.
    private const int TitleRunesMax = 250;

    private const int UrgentPriority = 5;
    private static readonly MessageBody Body = new(TextLimit.Bytes(MessageBytesMax).Fit);
    private static readonly string[] PriorityNames = ["min", "low", "default", "high", "max"];

    private readonly FieldTemplate _title = templates.Text("title", config.Title);
    private readonly FieldTemplate _message = templates.Text("message", config.Message);
    private readonly FieldTemplate _priority = templates.Text("priority", config.Priority);
    private readonly FieldTemplate _tags = templates.Text("tags", config.Tags);
    private readonly FieldTemplate _click = templates.Text("click", config.Click);
    private readonly FieldTemplate _icon = templates.Text("icon", config.Icon);
    private readonly FieldTemplate _attach = templates.Text("attach", config.Attach);
    private readonly IReadOnlyList<NtfyAction> _actions =
        [.. config.Actions.Select((a, i) => new NtfyAction($"actions[{i}]", a, templates))];

    /// <summary>Writes the message.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering, string topic)
    {
        // The text is made last, so that it can tell of any error.
        Notification notification = rendering.Context.Notification;
        string title = rendering.TextOrNull(_title) ?? FallbackMessage.Title(notification);
        int priority = Priority(rendering);
        string[] tags = rendering.Text(_tags).Split(
            [',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string click = rendering.Text(_click).Trim();
        string icon = rendering.Text(_icon).Trim();
        string attach = rendering.Text(_attach).Trim();
        GoJsonWriter? actions = Actions(rendering);
        string text = Body.Compose(rendering, rendering.TextOrNull(_message)?.Trim());

        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("topic", topic)
            .Field("title", Truncation.InRunes(RepeatLabel.On(title.Trim(), notification), TitleRunesMax))
            .Field("message", text)
            .Name("priority").Value(priority)
            .Name("tags").BeginArray();
        foreach (string tag in tags)
        {
            json.Value(tag);
        }

        json.EndArray().FieldUnlessEmpty("click", click).FieldUnlessEmpty("icon", icon).FieldUnlessEmpty("attach", attach);
        if (config.Markdown)
        {
            json.Name("markdown").Value(true);
        }

        // Servers from 2.16 on put a message with the same id in the place of the first one; older ones ignore it.
        _ = actions is null ? json : json.Name("actions").Raw(actions);
        return json.Field("sequence_id", notification.Id).EndObject().Written;
    }

    // A firing page whose priority cannot be told must not be quiet.
    private int Priority(Rendering rendering)
    {
        int lost = rendering.Context.Notification.IsFiring ? UrgentPriority : 3;
        if (rendering.TextOrNull(_priority) is not { } text)
        {
            return lost;
        }

        string name = text.Trim().ToLowerInvariant();
        int index = Array.IndexOf(PriorityNames, name == "urgent" ? "max" : name);
        if (index >= 0)
        {
            return index + 1;
        }

        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 5)
        {
            return number;
        }

        rendering.Note($"priority: \"{Truncation.InRunes(name, 40)}\" is not 1 to 5, min, low, default, high or max");
        return lost;
    }

    private GoJsonWriter? Actions(Rendering rendering)
    {
        if (_actions.Count == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach (NtfyAction action in _actions)
        {
            action.Write(json, rendering);
        }

        return json.EndArray();
    }
}
