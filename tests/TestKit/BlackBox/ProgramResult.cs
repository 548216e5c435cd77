namespace Tocsin.TestKit.BlackBox;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Errors);
