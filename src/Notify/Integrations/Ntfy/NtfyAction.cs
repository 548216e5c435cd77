using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Ntfy;

/// <summary>Writes one button of an ntfy message. Immutable.</summary>
internal sealed class NtfyAction(string place, NtfyActionConfig config, IFieldCompiler templates)
{
    private readonly FieldTemplate _label = templates.Text(place + ".label", config.Label);
    private readonly FieldTemplate _url = templates.Text(place + ".url", config.Url);
    private readonly FieldTemplate _body = templates.Text(place + ".body", config.Body);
    private readonly IReadOnlyList<(string Name, FieldTemplate Value)> _headers =
        [.. config.Headers.Select(h => (h.Key, templates.Text($"{place}.headers.{h.Key}", h.Value)))];

    /// <summary>Writes the button, or nothing if it leads nowhere: an alert without a runbook has no button for one.</summary>
    public void Write(GoJsonWriter json, Rendering rendering)
    {
        string url = rendering.Text(_url).Trim();
        string label = rendering.TextOrNull(_label) ?? config.Action;
        if (url.Length == 0)
        {
            return;
        }

        json.BeginObject().Field("action", config.Action).Field("label", label).Field("url", url);
        if (config.Action == "http")
        {
            WriteRequest(json, rendering);
        }

        if (config.Clear)
        {
            json.Name("clear").Value(true);
        }

        json.EndObject();
    }

    private void WriteRequest(GoJsonWriter json, Rendering rendering)
    {
        json.FieldUnlessEmpty("method", config.Method);
        if (_headers.Count > 0)
        {
            json.Name("headers").BeginObject();
            foreach ((string name, FieldTemplate value) in _headers)
            {
                json.Field(name, rendering.Text(value));
            }

            json.EndObject();
        }

        json.FieldUnlessEmpty("body", rendering.Text(_body));
    }
}
