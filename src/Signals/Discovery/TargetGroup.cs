using Tocsin.Model.Labels;

namespace Tocsin.Signals.Discovery;

/// <summary>Targets that were found together, with labels in common. Immutable.</summary>
/// <param name="Source">Where they were found, for example <c>targets.json:0</c>: another group of it takes its place.</param>
/// <param name="Targets">The labels of each, <c>__address__</c> among them.</param>
/// <param name="Labels">What all of them have that do not say otherwise.</param>
public sealed record TargetGroup(string Source, IReadOnlyList<LabelSet> Targets, LabelSet Labels)
{
    /// <summary>The label that carries <c>host:port</c>.</summary>
    public const string Address = "__address__";
}
