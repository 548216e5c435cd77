using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Pagerduty;

/// <summary>Writes the JSON of an event, its keys in upstream's order. Immutable.</summary>
internal sealed class PagerdutyEvent
{
    // https://developer.pagerduty.com/docs/events-api-v2-overview#limits: 512 kB, and summaries of 1024 characters.
    private const int EventBytesMax = 512_000;
    private const int SummaryRunesMax = 1024;

    // https://developer.pagerduty.com/docs/send-alert-event: 255 characters, and 400 above.
    private const int DedupKeyRunesMax = 255;

    private readonly bool _isV1;
    private readonly FieldTemplate? _dedupKey;
    private readonly FieldTemplate _description;
    private readonly FieldTemplate _client;
    private readonly FieldTemplate _clientUrl;
    private readonly FieldTemplate _source;
    private readonly FieldTemplate _severity;
    private readonly FieldTemplate _class;
    private readonly FieldTemplate _component;
    private readonly FieldTemplate _group;
    private readonly IReadOnlyList<(string Key, PayloadTree Value)> _details;
    private readonly IReadOnlyList<(FieldTemplate Src, FieldTemplate Alt, FieldTemplate Href)> _images;
    private readonly IReadOnlyList<(FieldTemplate Href, FieldTemplate Text)> _links;

    public PagerdutyEvent(PagerdutyConfig config, bool isV1, IFieldCompiler templates)
    {
        _isV1 = isV1;
        _dedupKey = config.DedupKey.Length == 0 ? null : templates.Text("dedup_key", config.DedupKey);
        _description = templates.Text("description", config.Description);
        _client = templates.Text("client", config.Client);
        _clientUrl = templates.Text("client_url", config.ClientUrl);
        _source = templates.Text("source", config.Source.Length > 0 ? config.Source : config.Client);
        _severity = templates.Text("severity", config.Severity.Length > 0 ? config.Severity : "error");
        _class = templates.Text("class", config.Class);
        _component = templates.Text("component", config.Component);
        _group = templates.Text("group", config.Group);
        _details = [.. (config.Details?.Entries ?? []).Where(e => e.Key is YamlText).Select(e =>
        {
            string key = ((YamlText)e.Key).Value;
            return (key, PayloadTree.Compile("details." + key, e.Value, templates));
        })];
        _images = [.. config.Images.Select((image, i) => (
            templates.Text($"images[{i}].src", image.Src), templates.Text($"images[{i}].alt", image.Alt),
            templates.Text($"images[{i}].href", image.Href)))];
        _links = [.. config.Links.Select((link, i) => (
            templates.Text($"links[{i}].href", link.Href), templates.Text($"links[{i}].text", link.Text)))];
    }

    /// <summary>Writes the event. One that is too large loses its details and says so.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering, string key)
    {
        YamlMap details = Details(rendering);
        ReadOnlyMemory<byte> body = Write(rendering, key, details);
        if (body.Length <= EventBytesMax)
        {
            return body;
        }

        const string Note =
            "Custom details have been removed because the original event exceeds the maximum size of 512KB";
        return Write(rendering, key, Map(("error", Note)));
    }

    private static YamlMap Map(params (string Key, string Value)[] entries) => new(
        [.. entries.Select(e => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(e.Key), new YamlText(e.Value)))]);

    private ReadOnlyMemory<byte> Write(Rendering rendering, string key, YamlMap details)
    {
        Notification notification = rendering.Context.Notification;
        string description = rendering.Text(_description);
        string title = description.Trim().Length == 0 ? FallbackMessage.Title(notification) : description;
        string summary = Truncation.InRunes(FallbackLabel.On(title, notification), SummaryRunesMax);
        string action = notification.IsFiring ? "trigger" : "resolve";
        GoJsonWriter json = new GoJsonWriter().BeginObject();
        if (_isV1)
        {
            WriteV1(json.Field("service_key", key), rendering, (action, summary), details);
        }
        else
        {
            WriteV2(json.Field("routing_key", key), rendering, (action, summary), details);
        }

        return json.EndObject().EndDocument().Written;
    }

    private void WriteV1(
        GoJsonWriter json, Rendering rendering, (string Action, string Summary) what, YamlMap details)
    {
        json.Field("incident_key", DedupKey(rendering))
            .Field("event_type", what.Action)
            .Field("description", what.Summary)
            .Field("event_action", "")
            .Name("payload").Null();
        if (what.Action == "trigger")
        {
            json.FieldUnlessEmpty("client", rendering.Text(_client))
                .FieldUnlessEmpty("client_url", rendering.Text(_clientUrl));
        }

        WriteDetails(json, "details", details);
    }

    private void WriteV2(
        GoJsonWriter json, Rendering rendering, (string Action, string Summary) what, YamlMap details)
    {
        string source = rendering.Text(_source);
        string severity = rendering.Text(_severity);
        json.Field("dedup_key", DedupKey(rendering))
            .Field("event_action", what.Action)
            .Name("payload").BeginObject()
            .Field("summary", what.Summary)

            // PagerDuty refuses an event without them, and a template that fails must not cost the page.
            .Field("source", source.Length > 0 ? source : "Tocsin")
            .Field("severity", severity.Length > 0 ? severity : "error")
            .FieldUnlessEmpty("class", rendering.Text(_class))
            .FieldUnlessEmpty("component", rendering.Text(_component))
            .FieldUnlessEmpty("group", rendering.Text(_group));
        WriteDetails(json, "custom_details", details);
        json.EndObject()
            .FieldUnlessEmpty("client", rendering.Text(_client))
            .FieldUnlessEmpty("client_url", rendering.Text(_clientUrl));
        WriteImages(json, rendering);
        WriteLinks(json, rendering);
    }

    // A template that fails or gives nothing must not join the incidents of all groups into one; and the end of a test
    // must not close the incident of a group.
    private string DedupKey(Rendering rendering)
    {
        bool isTest = rendering.Context.Notification.IsTest;
        string key = _dedupKey is null || isTest ? "" : rendering.Text(_dedupKey).Trim();
        return key.Length == 0 ? GroupKeyHash.Of(rendering.Context.Notification)
            : key.EnumerateRunes().Count() > DedupKeyRunesMax ? GroupKeyHash.Of(key)
            : key;
    }

    private static void WriteDetails(GoJsonWriter json, string name, YamlMap details)
    {
        if (!details.Entries.IsEmpty)
        {
            PayloadTree.Write(json.Name(name), details);
        }
    }

    private void WriteImages(GoJsonWriter json, Rendering rendering)
    {
        List<(string Src, string Alt, string Href)> images =
        [
            .. _images.Select(i => (rendering.Text(i.Src), rendering.Text(i.Alt), rendering.Text(i.Href)))
                .Where(i => i.Item1.Length > 0),
        ];
        if (images.Count == 0)
        {
            return;
        }

        json.Name("images").BeginArray();
        foreach ((string src, string alt, string href) in images)
        {
            json.BeginObject().Field("src", src).Field("alt", alt).Field("href", href).EndObject();
        }

        json.EndArray();
    }

    private void WriteLinks(GoJsonWriter json, Rendering rendering)
    {
        List<(string Href, string Text)> links =
        [
            .. _links.Select(l => (rendering.Text(l.Href), rendering.Text(l.Text))).Where(l => l.Item1.Length > 0),
        ];
        if (links.Count == 0)
        {
            return;
        }

        json.Name("links").BeginArray();
        foreach ((string href, string text) in links)
        {
            json.BeginObject().Field("href", href).Field("text", text).EndObject();
        }

        json.EndArray();
    }

    // A detail that fails says so in its own place, and the facts that it would have held come along in one more.
    private YamlMap Details(Rendering rendering)
    {
        var details = new List<KeyValuePair<YamlValue, YamlValue>>(_details.Count + 1);
        string? firstError = null;
        foreach ((string key, PayloadTree tree) in _details)
        {
            var own = new Rendering(rendering.Context);
            YamlValue value = tree.Render(own);
            if (own.Error is { } error)
            {
                firstError ??= error;
                value = new YamlText("template failed: " + error);
            }

            details.Add(KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(key), value));
        }

        if (firstError is not null)
        {
            rendering.Note(firstError);
            string text = FallbackMessage.Text(rendering.Context.Notification, firstError);
            details.Add(KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("tocsin"), new YamlText(text)));
        }

        return new YamlMap([.. details]);
    }
}
