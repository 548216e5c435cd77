namespace Tocsin.Server.Explain;

/// <summary>Why an alert pages or does not, as one answer of several.</summary>
/// <param name="Code">Stable for programs; see docs/explain.md.</param>
/// <param name="Text">A sentence with the instant or the name that matters.</param>
/// <param name="Receiver">The receiver it is about; empty if it is about the alert as a whole.</param>
public sealed record Verdict(string Code, string Text, string Receiver = "");
