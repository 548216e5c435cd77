namespace Tocsin.Signals.Probes;

/// <summary>A gauge that probes can have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What it says.</param>
public sealed record ProbeGauge(string Name, string Help);
