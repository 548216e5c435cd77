namespace Tocsin.PromQL.Functions.Rates;

/// <summary>Which of the three extrapolating functions is meant.</summary>
internal enum RateKind : byte
{
    /// <summary>A counter's increase per second.</summary>
    Rate,

    /// <summary>A counter's increase.</summary>
    Increase,

    /// <summary>A gauge's change.</summary>
    Delta,
}

/// <summary>What the kinds have in common.</summary>
internal static class RateKinds
{
    /// <summary>True if a decrease is a reset.</summary>
    public static bool IsCounter(this RateKind kind) => kind != RateKind.Delta;
}
