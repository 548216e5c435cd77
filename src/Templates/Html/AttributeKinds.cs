using System.Collections.Frozen;

namespace Tocsin.Templates.Html;

/// <summary>What the attributes of HTML are written in.</summary>
internal static class AttributeKinds
{
    private static readonly FrozenSet<string> Urls = FrozenSet.ToFrozenSet(
    [
        "action", "archive", "background", "cite", "classid", "codebase", "data", "formaction", "href", "icon",
        "longdesc", "manifest", "poster", "profile", "src", "usemap", "xmlns",
    ]);

    // These change how other content is read or sent, so no value may choose their name.
    private static readonly FrozenSet<string> Unsafe = FrozenSet.ToFrozenSet(
    [
        "accept-charset", "async", "challenge", "charset", "content", "crossorigin", "defer", "enctype", "form",
        "formenctype", "formmethod", "formnovalidate", "http-equiv", "keytype", "language", "method", "novalidate",
        "pattern", "rel", "sandbox", "type", "value",
    ]);

    /// <summary>The kind of content that a name promises, with the most authority it could have.</summary>
    /// <param name="name">In lower case.</param>
    // Source: Go html/template, the type of attribute names; HTML 4 and 5 attribute tables.
    public static ContentType ContentOf(string name)
    {
        if (name.StartsWith("data-", StringComparison.Ordinal))
        {
            name = name["data-".Length..];
        }
        else if (name.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
        {
            if (name.AsSpan(0, colon).SequenceEqual("xmlns"))
            {
                return ContentType.Url;
            }

            name = name[(colon + 1)..];
        }

        return Known(name) ?? Guess(name);
    }

    /// <summary>The kind of value of an attribute in a tag.</summary>
    public static AttributeKind Of(ElementKind element, string name) => (element, name) switch
    {
        (ElementKind.Script, "type") => AttributeKind.ScriptType,
        (ElementKind.Meta, "content") => AttributeKind.MetaContent,
        _ => ContentOf(name) switch
        {
            ContentType.Url => AttributeKind.Url,
            ContentType.Css => AttributeKind.Style,
            ContentType.Js => AttributeKind.Script,
            ContentType.Srcset => AttributeKind.Srcset,
            _ => AttributeKind.None,
        },
    };

    /// <summary>The state at the start of such an attribute's value.</summary>
    public static HtmlState ValueState(AttributeKind attribute) => attribute switch
    {
        AttributeKind.Script => HtmlState.Js,
        AttributeKind.Style => HtmlState.Css,
        AttributeKind.Url => HtmlState.Url,
        AttributeKind.Srcset => HtmlState.Srcset,
        AttributeKind.MetaContent => HtmlState.MetaContent,
        _ => HtmlState.Attribute,
    };

    private static ContentType? Known(string name) => name switch
    {
        "style" => ContentType.Css,
        "srcset" => ContentType.Srcset,
        "srcdoc" => ContentType.Html,
        // The one plain attribute that the guesses below would take for an address.
        "srclang" => ContentType.Plain,
        _ when Urls.Contains(name) => ContentType.Url,
        _ when Unsafe.Contains(name) => ContentType.Unsafe,
        _ => null,
    };

    // Event handlers that HTML will have one day start with "on" too, and people put addresses into names of their own.
    private static ContentType Guess(string name)
    {
        if (name.StartsWith("on", StringComparison.Ordinal))
        {
            return ContentType.Js;
        }

        bool address = name.Contains("src", StringComparison.Ordinal) || name.Contains("uri", StringComparison.Ordinal)
            || name.Contains("url", StringComparison.Ordinal);
        return address ? ContentType.Url : ContentType.Plain;
    }
}
