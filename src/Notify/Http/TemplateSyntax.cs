namespace Tocsin.Notify.Http;

/// <summary>Whether a text with actions is a template at all.</summary>
internal static class TemplateSyntax
{
    /// <summary>The error that Go's parser would give, or null.</summary>
    public static string? Check(string text)
    {
        int open = text.LastIndexOf("{{", StringComparison.Ordinal);
        return open >= 0 && text.IndexOf("}}", open, StringComparison.Ordinal) < 0 ? "template: :1: unclosed action" : null;
    }
}
