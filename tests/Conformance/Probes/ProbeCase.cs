namespace Tocsin.Conformance.Probes;

/// <summary>One probe that both make.</summary>
/// <param name="Name">The name of its module.</param>
/// <param name="Module">The module in YAML's flow style; <c>{ca}</c> stands for the file of the test's authority.</param>
/// <param name="Target">What is probed.</param>
internal sealed record ProbeCase(string Name, string Module, string Target)
{
    /// <summary>What differs: <c>+name</c> has a value that is Tocsin's alone, <c>-name</c> one that is upstream's.</summary>
    public string[] Differences { get; init; } = [];

    /// <summary>Why it differs.</summary>
    public string Reason { get; init; } = "";
}
