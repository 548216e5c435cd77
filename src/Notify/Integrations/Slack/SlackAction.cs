using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>Writes one button of a Slack message. Immutable.</summary>
internal sealed class SlackAction(string place, SlackActionConfig config, IFieldCompiler templates)
{
    private readonly FieldTemplate _type = templates.Text(place + ".type", config.Type);
    private readonly FieldTemplate _text = templates.Text(place + ".text", config.Text);
    private readonly FieldTemplate _url = templates.Text(place + ".url", config.Url);
    private readonly FieldTemplate _style = templates.Text(place + ".style", config.Style);
    private readonly FieldTemplate _name = templates.Text(place + ".name", config.Name);
    private readonly FieldTemplate _value = templates.Text(place + ".value", config.Value);
    private readonly Confirmation? _confirm =
        config.Confirm is { } confirm ? new Confirmation(place + ".confirm", confirm, templates) : null;

    public void Write(GoJsonWriter json, Rendering rendering)
    {
        json.BeginObject()
            .FieldUnlessEmpty("type", rendering.Text(_type))
            .FieldUnlessEmpty("text", rendering.Text(_text))
            .FieldUnlessEmpty("url", rendering.Text(_url))
            .FieldUnlessEmpty("style", rendering.Text(_style))
            .FieldUnlessEmpty("name", rendering.Text(_name))
            .FieldUnlessEmpty("value", rendering.Text(_value));
        _confirm?.Write(json.Name("confirm"), rendering);
        json.EndObject();
    }

    private sealed class Confirmation(string place, SlackConfirmationConfig config, IFieldCompiler templates)
    {
        private readonly FieldTemplate _text = templates.Text(place + ".text", config.Text);
        private readonly FieldTemplate _title = templates.Text(place + ".title", config.Title);
        private readonly FieldTemplate _ok = templates.Text(place + ".ok_text", config.OkText);
        private readonly FieldTemplate _dismiss = templates.Text(place + ".dismiss_text", config.DismissText);

        public void Write(GoJsonWriter json, Rendering rendering) => json.BeginObject()
            .FieldUnlessEmpty("text", rendering.Text(_text))
            .FieldUnlessEmpty("title", rendering.Text(_title))
            .FieldUnlessEmpty("ok_text", rendering.Text(_ok))
            .FieldUnlessEmpty("dismiss_text", rendering.Text(_dismiss))
            .EndObject();
    }
}
