namespace Tocsin.Model.Samples;

/// <summary>A store's short name for a series. <c>default</c> names none.</summary>
/// <param name="Value">Ascends in the order of the series' creation; never used again for another label set.</param>
public readonly record struct SeriesRef(ulong Value)
{
    /// <summary>True for <c>default</c>.</summary>
    public bool IsNone => Value == 0;
}
