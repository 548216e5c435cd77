namespace Tocsin.Signals.Push;

/// <summary>A label; an empty value is one, since it keeps a target's own label away.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct PushLabel(string Name, string Value)
{
    /// <summary>The label that every pushed metric has, if only with an empty value.</summary>
    public const string Instance = "instance";

    /// <summary>The label that every group has.</summary>
    public const string Job = "job";
}
