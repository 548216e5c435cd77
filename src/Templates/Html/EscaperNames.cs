using System.Collections.Frozen;

namespace Tocsin.Templates.Html;

/// <summary>The names of the functions that escaping appends to pipelines. They are Go's, which error messages show.</summary>
public static class EscaperNames
{
    /// <summary>For a quoted attribute value.</summary>
    public const string Attribute = "_html_template_attrescaper";

    /// <summary>For a comment: prints nothing.</summary>
    public const string Comment = "_html_template_commentescaper";

    /// <summary>For inside a CSS string.</summary>
    public const string Css = "_html_template_cssescaper";

    /// <summary>For a CSS value: passes harmless ones.</summary>
    public const string CssValue = "_html_template_cssvaluefilter";

    /// <summary>For an attribute's name: passes harmless ones.</summary>
    public const string HtmlName = "_html_template_htmlnamefilter";

    /// <summary>For text.</summary>
    public const string Html = "_html_template_htmlescaper";

    /// <summary>For inside a JavaScript regular expression.</summary>
    public const string JsRegexp = "_html_template_jsregexpescaper";

    /// <summary>For inside a JavaScript string.</summary>
    public const string JsString = "_html_template_jsstrescaper";

    /// <summary>For inside a JavaScript template literal.</summary>
    public const string JsTemplateLiteral = "_html_template_jstmpllitescaper";

    /// <summary>For a JavaScript expression.</summary>
    public const string JsValue = "_html_template_jsvalescaper";

    /// <summary>For an unquoted attribute value.</summary>
    public const string NoSpace = "_html_template_nospaceescaper";

    /// <summary>For a textarea or title.</summary>
    public const string RcData = "_html_template_rcdataescaper";

    /// <summary>For a <c>srcset</c>.</summary>
    public const string Srcset = "_html_template_srcsetescaper";

    /// <summary>For a part of a query.</summary>
    public const string Url = "_html_template_urlescaper";

    /// <summary>For the start of a URL: passes harmless schemes.</summary>
    public const string UrlFilter = "_html_template_urlfilter";

    /// <summary>For a URL up to its query.</summary>
    public const string UrlNormalizer = "_html_template_urlnormalizer";

    /// <summary>Joins arguments as print does, so that a predefined escaper can follow.</summary>
    public const string EvalArguments = "_eval_args_";

    /// <summary>Go's own escapers that a template may still name, at the end of a pipeline.</summary>
    public const string PredefinedHtml = "html";

    /// <summary>Likewise.</summary>
    public const string PredefinedUrlQuery = "urlquery";

    private static readonly FrozenDictionary<string, string> Predefined = new Dictionary<string, string>
    {
        [Attribute] = PredefinedHtml,
        [Html] = PredefinedHtml,
        [RcData] = PredefinedHtml,
        [Url] = PredefinedUrlQuery,
        // Not equal, but stricter, and templates from before Go 1.9 count on it.
        [UrlNormalizer] = PredefinedUrlQuery,
    }.ToFrozenDictionary();

    // (a, b): what a printed is left alone by b.
    private static readonly FrozenSet<(string, string)> Redundant = FrozenSet.ToFrozenSet(
    [
        (Comment, Attribute), (Comment, Html), (Css, Attribute), (JsRegexp, Attribute), (JsString, Attribute),
        (JsTemplateLiteral, Attribute), (Url, UrlNormalizer),
    ]);

    /// <summary>True for <c>html</c> and <c>urlquery</c>.</summary>
    internal static bool IsPredefined(string name) => name is PredefinedHtml or PredefinedUrlQuery;

    /// <summary>The predefined escaper that does the same, or the name itself.</summary>
    internal static string Normal(string name) => Predefined.GetValueOrDefault(name, name);

    /// <summary>True if <paramref name="next"/> changes nothing after <paramref name="last"/>.</summary>
    internal static bool IsRedundant(string last, string next) => Redundant.Contains((last, next));
}
