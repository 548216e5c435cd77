namespace Tocsin.Templates.Html;

/// <summary>What a text is written in, as far as its attribute's name or its own type tells.</summary>
internal enum ContentType
{
    /// <summary>Any text.</summary>
    Plain,
    Css,

    /// <summary>An HTML fragment; the function <c>safeHtml</c> makes a value one.</summary>
    Html,
    Js,

    /// <summary>A URL; the function <c>safeUrl</c> makes a value one.</summary>
    Url,
    Srcset,

    /// <summary>Attributes that no value may name.</summary>
    Unsafe,
}

/// <summary>A printed value. HTML and URLs pass where they belong and are escaped elsewhere, as any text is.</summary>
internal readonly record struct Content(string Text, ContentType Type = ContentType.Plain);
