using System.Collections.Frozen;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Messages;

/// <summary>Renders the labels of the route, whose values may be templates.</summary>
internal static class RouteLabelTexts
{
    private static readonly IReadOnlyDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    /// <summary>The labels; one whose template fails keeps its source as its value.</summary>
    public static IReadOnlyDictionary<string, string> Render(Rendering rendering, IFieldCompiler compiler)
    {
        LabelSet labels = rendering.Context.Notification.RouteLabels;
        if (labels.Count == 0)
        {
            return None;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (LabelSet.Label label in labels)
        {
            string name = label.NameText;
            string value = label.ValueText;
            texts[name] = value.Contains("{{", StringComparison.Ordinal)
                ? rendering.TextOrNull(compiler.Text("labels." + name, value)) ?? value
                : value;
        }

        return texts;
    }
}
