namespace Tocsin.Templates.Html;

/// <summary>
/// Go's names for the parts of a context. They show in error messages and in the names of derived templates, where
/// people who know html/template look for them.
/// </summary>
internal static class GoName
{
    public static string Of(HtmlState state) => state switch
    {
        HtmlState.AttributeName => "stateAttrName",
        HtmlState.HtmlComment => "stateHTMLCmt",
        HtmlState.RcData => "stateRCDATA",
        HtmlState.Attribute => "stateAttr",
        HtmlState.Url => "stateURL",
        HtmlState.MetaContentUrl => "stateMetaContentURL",
        >= HtmlState.Js and <= HtmlState.JsHtmlCloseComment => OfScript(state),
        >= HtmlState.Css and <= HtmlState.CssLineComment => OfStyle(state),
        _ => "state" + state,
    };

    public static string Of(AttributeEnd end) => "delim" + end;

    public static string Of(UrlPart part) => part == UrlPart.QueryOrFragment ? "urlPartQueryOrFrag" : "urlPart" + part;

    public static string Of(SlashMeaning slash) => slash == SlashMeaning.Division ? "jsCtxDivOp" : "jsCtx" + slash;

    public static string Of(AttributeKind attribute) => attribute == AttributeKind.Url ? "attrURL" : "attr" + attribute;

    public static string Of(ElementKind element) =>
        element == ElementKind.TextArea ? "elementTextarea" : "element" + element;

    private static string OfScript(HtmlState state) => state switch
    {
        HtmlState.JsDoubleQuoted => "stateJSDqStr",
        HtmlState.JsSingleQuoted => "stateJSSqStr",
        HtmlState.JsTemplateLiteral => "stateJSTmplLit",
        HtmlState.JsRegexp => "stateJSRegexp",
        HtmlState.JsBlockComment => "stateJSBlockCmt",
        HtmlState.JsLineComment => "stateJSLineCmt",
        HtmlState.JsHtmlOpenComment => "stateJSHTMLOpenCmt",
        HtmlState.JsHtmlCloseComment => "stateJSHTMLCloseCmt",
        _ => "stateJS",
    };

    private static string OfStyle(HtmlState state) => state switch
    {
        HtmlState.CssDoubleQuoted => "stateCSSDqStr",
        HtmlState.CssSingleQuoted => "stateCSSSqStr",
        HtmlState.CssDoubleQuotedUrl => "stateCSSDqURL",
        HtmlState.CssSingleQuotedUrl => "stateCSSSqURL",
        HtmlState.CssUrl => "stateCSSURL",
        HtmlState.CssBlockComment => "stateCSSBlockCmt",
        HtmlState.CssLineComment => "stateCSSLineCmt",
        _ => "stateCSS",
    };
}
