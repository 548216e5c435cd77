using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>The functions that <see cref="HtmlEscaper"/> puts at the end of pipelines, by their <see cref="EscaperNames"/>.</summary>
public static class HtmlFunctions
{
    /// <summary>All of them; they take any number of arguments, as print does, and give a string.</summary>
    public static IReadOnlyList<GoFunction> All { get; } =
    [
        Escaper(EscaperNames.Html, HtmlSanitizer.Text),
        Escaper(EscaperNames.RcData, HtmlSanitizer.RcData),
        Escaper(EscaperNames.Attribute, HtmlSanitizer.Attribute),
        Escaper(EscaperNames.NoSpace, HtmlSanitizer.UnquotedAttribute),
        Escaper(EscaperNames.HtmlName, HtmlSanitizer.Name),
        Escaper(EscaperNames.Comment, _ => ""),
        Escaper(EscaperNames.UrlFilter, UrlSanitizer.Filter),
        Escaper(EscaperNames.UrlNormalizer, UrlSanitizer.Normalize),
        Escaper(EscaperNames.Url, UrlSanitizer.Escape),
        Escaper(EscaperNames.Srcset, UrlSanitizer.Srcset),
        Escaper(EscaperNames.Css, CssSanitizer.String),
        Escaper(EscaperNames.CssValue, CssSanitizer.Value),
        Escaper(EscaperNames.JsString, JsSanitizer.String),
        Escaper(EscaperNames.JsTemplateLiteral, JsSanitizer.TemplateLiteral),
        Escaper(EscaperNames.JsRegexp, JsSanitizer.Regexp),
        GoFunction.Variadic(EscaperNames.JsValue, [GoTypes.Any], (scope, _, arguments) =>
        {
            string printed = JavaScript(arguments);
            scope.Charge(printed.Length / CharactersPerUnit);
            return GoValue.Of(printed);
        }),
        GoFunction.Variadic(EscaperNames.EvalArguments, [GoTypes.Any], (_, _, arguments) => GoValue.Of(Sprint(arguments))),
    ];

    private const int CharactersPerUnit = 16;

    private static GoFunction Escaper(string name, Func<Content, string> sanitize) =>
        GoFunction.Variadic(name, [GoTypes.Any], (scope, _, arguments) =>
        {
            string printed = sanitize(Read(arguments));
            scope.Charge(printed.Length / CharactersPerUnit);
            return GoValue.Of(printed);
        });

    // What is missing prints nothing here, unlike in text mode.
    private static Content Read(ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length == 1 && arguments[0] is GoString text)
        {
            ContentType type = ReferenceEquals(text.Type, GoTypes.Html) ? ContentType.Html
                : ReferenceEquals(text.Type, GoTypes.Url) ? ContentType.Url
                : ContentType.Plain;
            return new Content(text.Text, type);
        }

        var present = new List<GoValue>(arguments.Length);
        foreach (GoValue argument in arguments)
        {
            if (!argument.IsNil)
            {
                present.Add(argument);
            }
        }

        return new Content(Sprint(present.ToArray()));
    }

    private static string Sprint(ReadOnlySpan<GoValue> arguments)
    {
        var printed = new GoValue[arguments.Length];
        for (int i = 0; i < printed.Length; i++)
        {
            printed[i] = arguments[i] is GoPointer { Stringer: null } pointer ? pointer.Target : arguments[i];
        }

        return GoFormat.Sprint(printed);
    }

    // A value that prints itself is that text to a script, except times, which have a JSON form of their own.
    private static string JavaScript(ReadOnlySpan<GoValue> arguments)
    {
        GoValue value = arguments.Length == 1 ? arguments[0] : GoValue.Of(GoFormat.Sprint(arguments));
        value = value is GoPointer pointer ? pointer.Target : value;
        value = value is not TimeValue && value.Stringer is { } text ? GoValue.Of(text) : value;
        try
        {
            return JsSanitizer.Value(GoJson.Marshal(value));
        }
        catch (GoErrorException error)
        {
            return JsSanitizer.NoValue(error.Message);
        }
    }
}
