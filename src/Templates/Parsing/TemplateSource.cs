namespace Tocsin.Templates.Parsing;

/// <summary>One text that was parsed: a template file, or a field of the configuration. Immutable.</summary>
/// <param name="Name">What error messages call it; Go calls this the parse name. Empty for a field.</param>
/// <param name="Text">The whole text; the positions of nodes are UTF-16 offsets into it.</param>
public sealed record TemplateSource(string Name, string Text)
{
    /// <summary>
    /// The place of an offset: the line counts from 1, the column counts UTF-8 bytes from 0, as Go prints them.
    /// </summary>
    public (int Line, int Column) Locate(int position)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Clamp(position, 0, Text.Length));
        int line = 1 + before.Count('\n');
        int newline = before.LastIndexOf('\n');
        // On the first line Go counts from the start of the text; later it counts from after the newline.
        return (line, System.Text.Encoding.UTF8.GetByteCount(before[(newline + 1)..]));
    }

    /// <summary>The place as Go prints it: <c>name:line:column</c>.</summary>
    public string Describe(int position)
    {
        (int line, int column) = Locate(position);
        return $"{Name}:{line}:{column}";
    }
}
