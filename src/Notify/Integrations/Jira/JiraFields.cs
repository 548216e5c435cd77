using System.Text.RegularExpressions;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>Writes the fields of an issue, in the order of their names as Go writes a map. Immutable.</summary>
internal sealed partial class JiraFields
{
    // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/: a summary has 255 characters and no
    // line break; texts have 32767; a label has 255 and no blank. One field too many and Jira refuses the issue.
    private const int SummaryRunesMax = 255;
    private const int LabelRunesMax = 255;
    private static readonly MessageBody DescriptionBody = MessageBody.InRunes(32_767);

    private readonly JiraConfig _config;
    private readonly FieldTemplate _summary;
    private readonly FieldTemplate _description;
    private readonly FieldTemplate _priority;
    private readonly IReadOnlyList<FieldTemplate> _labels;
    private readonly IReadOnlyList<(string Name, PayloadTree Value)> _more;

    public JiraFields(JiraConfig config, IFieldCompiler templates)
    {
        _config = config;
        _summary = templates.Text("summary", config.Summary.Template);
        _description = templates.Text("description", config.Description.Template);
        _priority = templates.Text("priority", config.Priority);
        _labels = [.. config.Labels.Select((label, i) => templates.Text($"labels[{i}]", label))];
        _more = [.. (config.Fields?.Entries ?? []).Where(e => e.Key is YamlText).Select(e =>
        {
            string name = ((YamlText)e.Key).Value;
            return (name, PayloadTree.Compile("fields." + name, e.Value, templates));
        })];
    }

    /// <summary>The label by which the group's issue is found; an issue of Alertmanager's is found by it too.</summary>
    public static string LabelOf(Notification notification) => $"ALERT{{{GroupKeyHash.Of(notification)}}}";

    /// <summary>Writes the body that creates or changes an issue.</summary>
    /// <param name="rendering">The attempt.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="isUpdate">Leave out what is not to be changed.</param>
    /// <param name="asDocument">Write the description as a document in Atlassian's format.</param>
    public ReadOnlyMemory<byte> Write(Rendering rendering, JiraPlace place, bool isUpdate, bool asDocument)
    {
        string summary = Summary(rendering);
        string? description = rendering.TextOrNull(_description);
        string priority = rendering.Text(_priority);
        var fields = new SortedDictionary<string, GoJsonWriter>(StringComparer.Ordinal)
        {
            ["issuetype"] = new GoJsonWriter().BeginObject().Field("name", place.IssueType).EndObject(),
            ["labels"] = Labels(rendering),
            ["project"] = new GoJsonWriter().BeginObject().Field("key", place.Project).EndObject(),
        };
        if (priority.Length > 0)
        {
            fields["priority"] = new GoJsonWriter().BeginObject().Field("name", priority).EndObject();
        }

        if (!isUpdate || _config.Summary.EnableUpdate != false)
        {
            fields["summary"] = new GoJsonWriter().Value(summary);
        }

        List<(string Name, GoJsonWriter Value)> more = More(rendering);
        if ((!isUpdate || _config.Description.EnableUpdate != false)
            && Description(rendering, description, asDocument) is { } written)
        {
            fields["description"] = written;
        }

        foreach ((string name, GoJsonWriter value) in more)
        {
            fields[name] = value;
        }

        GoJsonWriter json = new GoJsonWriter().BeginObject().Name("fields").BeginObject();
        foreach ((string name, GoJsonWriter value) in fields)
        {
            json.Name(name).Raw(value);
        }

        return json.EndObject().EndObject().EndDocument().Written;
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    private string Summary(Rendering rendering)
    {
        string? text = rendering.TextOrNull(_summary);
        text = string.IsNullOrWhiteSpace(text) ? FallbackMessage.Title(rendering.Context.Notification) : text;
        text = FallbackLabel.On(text.ReplaceLineEndings(" "), rendering.Context.Notification);
        return Truncation.InRunes(text, SummaryRunesMax);
    }

    private static GoJsonWriter? Description(Rendering rendering, string? text, bool asDocument)
    {
        if (asDocument && text is not null && JiraDocument.TryRead(text, rendering.Error, out GoJsonWriter? document))
        {
            return document;
        }

        string plain = DescriptionBody.Compose(rendering, text);
        return asDocument ? JiraDocument.Of(plain) : plain.Length == 0 ? null : new GoJsonWriter().Value(plain);
    }

    private GoJsonWriter Labels(Rendering rendering)
    {
        IEnumerable<string> labels = _labels.Select(rendering.Text)
            .Select(l => Truncation.InRunes(Blanks().Replace(l.Trim(), "_"), LabelRunesMax))
            .Where(l => l.Length > 0)
            .Append(LabelOf(rendering.Context.Notification))
            .Order(StringComparer.Ordinal);
        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach (string label in labels)
        {
            json.Value(label);
        }

        return json.EndArray();
    }

    // A field that fails is left out, since Jira would refuse the issue for a text where it wants something else.
    private List<(string Name, GoJsonWriter Value)> More(Rendering rendering)
    {
        List<(string Name, GoJsonWriter Value)> more = [];
        foreach ((string name, PayloadTree tree) in _more)
        {
            var own = new Rendering(rendering.Context);
            YamlValue value = tree.Render(own);
            if (own.Error is { } error)
            {
                rendering.Note(error);
                continue;
            }

            var json = new GoJsonWriter();
            PayloadTree.Write(json, value);
            more.Add((name, json));
        }

        return more;
    }
}
