namespace Tocsin.Load;

/// <summary>The measured numbers of one server, by the name of the measure.</summary>
internal sealed class Numbers : Dictionary<string, double>
{
    /// <summary>An empty set.</summary>
    public Numbers()
        : base(StringComparer.Ordinal)
    {
    }
}
