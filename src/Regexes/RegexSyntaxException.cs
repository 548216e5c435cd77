namespace Tocsin.Regexes;

/// <summary>Carries a syntax error out of the parser; it never leaves this folder.</summary>
internal sealed class RegexSyntaxException(string code, string expression)
    : Exception($"error parsing regexp: {code}: `{expression}`");
