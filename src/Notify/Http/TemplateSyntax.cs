using Tocsin.Templates;

namespace Tocsin.Notify.Http;

/// <summary>Whether a text with actions is a template at all.</summary>
internal static class TemplateSyntax
{
    /// <summary>The error that Go's parser would give, or null.</summary>
    public static string? Check(string text) => TemplateSet.Empty.Compile(text).Error?.Message;
}
