using Tocsin.Model.Labels;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>
/// The route labels of one execution. A value may be a template that refers to other route labels: each is rendered at
/// most once, and a circle is an error.
/// </summary>
// Source: Alertmanager template, routeLabelResolver.
internal sealed class RouteLabels(LabelSet labels, Func<string, Run, string>? render)
{
    /// <summary>No labels; holds no state, so that executions may share it.</summary>
    public static readonly RouteLabels None = new(LabelSet.Empty, null);

    private readonly Dictionary<string, string> _rendered = new(StringComparer.Ordinal);
    private readonly List<string> _underway = [];

    /// <summary>The value of a label; empty if there is none of that name.</summary>
    /// <exception cref="GoErrorException">It does not render, or it refers to itself.</exception>
    public string Resolve(string name, Run run)
    {
        if (labels[name] is not { } raw)
        {
            return "";
        }

        if (render is null)
        {
            return raw;
        }

        if (_rendered.TryGetValue(name, out string? done))
        {
            return done;
        }

        if (_underway.Contains(name))
        {
            throw new GoErrorException("route label cycle detected: " + string.Join(" -> ", [.. _underway, name]));
        }

        _underway.Add(name);
        run.EnsureStack();
        string value = render(raw, run);
        _underway.RemoveAt(_underway.Count - 1);
        _rendered[name] = value;
        return value;
    }
}
