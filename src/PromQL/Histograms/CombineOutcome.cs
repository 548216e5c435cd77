namespace Tocsin.PromQL.Histograms;

/// <summary>What is to be told of a sum or difference of two histograms.</summary>
[Flags]
internal enum CombineOutcome
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One says that the counter was reset and the other that it was not.</summary>
    HintsCollide = 1,

    /// <summary>They have different bounds of their own; only the common ones are left.</summary>
    BoundsReconciled = 2,

    /// <summary>One has bounds of its own and the other has not: there is no result.</summary>
    Incompatible = 4,
}
