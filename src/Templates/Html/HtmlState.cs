namespace Tocsin.Templates.Html;

/// <summary>Where in the syntax of HTML, JavaScript or CSS a point of the output lies.</summary>
internal enum HtmlState
{
    /// <summary>Character data outside of tags and special elements.</summary>
    Text,

    /// <summary>Inside a tag, before an attribute or the end.</summary>
    Tag,
    AttributeName,

    /// <summary>After an attribute's name, before any equals sign.</summary>
    AfterName,

    /// <summary>After the equals sign, before the value.</summary>
    BeforeValue,
    HtmlComment,

    /// <summary>Inside a textarea or title, where references count and tags do not.</summary>
    RcData,

    /// <summary>An attribute's value that is plain text.</summary>
    Attribute,
    Url,
    Srcset,
    Js,
    JsDoubleQuoted,
    JsSingleQuoted,

    /// <summary>Inside back quotes, outside of its <c>${…}</c>.</summary>
    JsTemplateLiteral,
    JsRegexp,
    JsBlockComment,
    JsLineComment,

    /// <summary>After <c>&lt;!--</c> in a script, which JavaScript reads as a line comment.</summary>
    JsHtmlOpenComment,

    /// <summary>After <c>--&gt;</c> in a script, likewise.</summary>
    JsHtmlCloseComment,
    Css,
    CssDoubleQuoted,
    CssSingleQuoted,
    CssDoubleQuotedUrl,
    CssSingleQuotedUrl,
    CssUrl,
    CssBlockComment,
    CssLineComment,

    /// <summary>The content attribute of a meta element.</summary>
    MetaContent,

    /// <summary>After <c>url=</c> in it: the target of a refresh.</summary>
    MetaContentUrl,

    /// <summary>No HTML, CSS or JavaScript has this; contagious.</summary>
    Error,

    /// <summary>After a <c>break</c> or <c>continue</c>, which nothing reaches.</summary>
    Dead,
}

/// <summary>What ends the attribute value that a point lies in.</summary>
internal enum AttributeEnd
{
    None,
    DoubleQuote,
    SingleQuote,
    SpaceOrTagEnd,
}

/// <summary>The part of a URL that a point lies in; each is encoded otherwise.</summary>
internal enum UrlPart
{
    /// <summary>At the start, where a scheme could be.</summary>
    None,
    PreQuery,
    QueryOrFragment,

    /// <summary>Branches that ended in different parts.</summary>
    Unknown,
}

/// <summary>Whether a slash in JavaScript would start a regular expression or divide.</summary>
internal enum SlashMeaning
{
    Regexp,
    Division,

    /// <summary>Branches that disagree.</summary>
    Unknown,
}

/// <summary>The elements whose tags or bodies follow rules of their own.</summary>
internal enum ElementKind
{
    None,
    Script,
    Style,
    TextArea,
    Title,
    Meta,
}

/// <summary>What the value of the attribute at hand is written in.</summary>
internal enum AttributeKind
{
    None,
    Script,

    /// <summary>The type of a script element: it decides whether the body is JavaScript.</summary>
    ScriptType,
    Style,
    Url,
    Srcset,
    MetaContent,
}

/// <summary>Questions about states.</summary>
internal static class HtmlStates
{
    /// <summary>Comments are for the template's author: they leave the output.</summary>
    public static bool IsComment(this HtmlState state) => state
        is HtmlState.HtmlComment or HtmlState.JsBlockComment or HtmlState.JsLineComment or HtmlState.JsHtmlOpenComment
        or HtmlState.JsHtmlCloseComment or HtmlState.CssBlockComment or HtmlState.CssLineComment;

    public static bool IsInTag(this HtmlState state) => state
        is HtmlState.Tag or HtmlState.AttributeName or HtmlState.AfterName or HtmlState.BeforeValue or HtmlState.Attribute;

    /// <summary>Literals of a script, in which <c>&lt;/script</c> must not appear as such.</summary>
    public static bool IsScriptLiteral(this HtmlState state) => state
        is HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted or HtmlState.JsTemplateLiteral or HtmlState.JsRegexp;
}
