namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// Ends the fast evaluation of an expression: what it met is the plain evaluator's to answer, be it a histogram, an
/// annotation or an error.
/// </summary>
internal sealed class RoundFallback : Exception;
