namespace Tocsin.Templates.Parsing;

/// <summary>A fault in a template, found while parsing, escaping or executing it.</summary>
/// <param name="Source">The name of the text it is in; empty for a field of the configuration.</param>
/// <param name="Line">The line, from 1; 0 if the place is not known.</param>
/// <param name="Column">The column in UTF-8 bytes, from 0.</param>
/// <param name="Message">The whole message as Go words it, with the place in front.</param>
public sealed record TemplateError(string Source, int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
