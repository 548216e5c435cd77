using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>The parameters of a request, from the URL and from a form alike. What is wrong ends the request.</summary>
// Source: Prometheus web/api/v1, parseTime, parseDuration, parseMatchersParam, with their texts.
internal sealed class QueryParameters
{
    /// <summary>The earliest instant: what a missing start means.</summary>
    public const long MinTimeMs = long.MinValue / 1_000_000 + 62_135_596_801;

    /// <summary>The latest instant: what a missing end means.</summary>
    public const long MaxTimeMs = long.MaxValue / 1_000_000 - 62_135_596_801;

    // Source: Go net/http, the limit of ParseForm.
    private const int FormBytesMax = 10 << 20;

    private readonly List<KeyValuePair<string, string>> _fields = [];
    private readonly ParserOptions _language;

    private QueryParameters(ParserOptions language) => _language = language;

    /// <summary>What could not be decoded, in Go's words; null if all could.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a request; a form is read only from a POST. The fields of the form come before those of the URL.</summary>
    public static async Task<QueryParameters> ReadAsync(HttpContext http, ParserOptions language)
    {
        var parameters = new QueryParameters(language);
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType)
        {
            await parameters.ReadFormAsync(http).ConfigureAwait(false);
        }

        string query = http.Request.QueryString.Value ?? "";
        string? fault = FormFields.Read(Encoding.UTF8.GetBytes(query.TrimStart('?')), parameters._fields);
        parameters.Fault ??= fault;
        return parameters;
    }

    /// <summary>All parameters, those of the form first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>Every value of a parameter, those of the form first.</summary>
    public IReadOnlyList<string> All(string name) => [.. _fields.Where(f => f.Key == name).Select(f => f.Value)];

    /// <summary>The first value of a parameter; empty if there is none.</summary>
    public string Text(string name) => All(name) is [var first, ..] ? first : "";

    /// <summary>An instant in Unix milliseconds.</summary>
    /// <param name="name">The parameter, which must be there.</param>
    public long Time(string name)
    {
        string text = Text(name);
        return TryTime(text, out long at) ? at : throw Invalid(name, $"cannot parse {GoQuote.Quote(text)} to a valid timestamp");
    }

    /// <summary>An instant in Unix milliseconds.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="otherwise">What a missing one means.</param>
    public long Time(string name, long otherwise)
    {
        string text = Text(name);
        return text.Length == 0 ? otherwise
            : TryTime(text, out long at) ? at
            : throw Invalid(name, $"invalid time value for '{name}': cannot parse {GoQuote.Quote(text)} to a valid timestamp");
    }

    /// <summary>A length of time; null if it is missing.</summary>
    public TimeSpan? Duration(string name) =>
        Text(name) is { Length: > 0 } ? Duration(name, fault => Invalid(name, fault)) : null;

    /// <summary>A length of time; what is wrong with it becomes an exception as the caller wants it.</summary>
    public TimeSpan Duration(string name, Func<string, Exception> fault)
    {
        string text = Text(name);
        if (TryFloat(text, out double seconds))
        {
            // By whole nanoseconds, as upstream rounds: the step of a range must be the same to the millisecond.
            return double.IsNaN(seconds) ? TimeSpan.MinValue
                : Math.Abs(seconds) < 9_223_372_036 ? TimeSpan.FromTicks((long)(seconds * 1e9) / TimeSpan.NanosecondsPerTick)
                : throw fault($"cannot parse {GoQuote.Quote(text)} to a valid duration. It overflows int64");
        }

        return PrometheusDuration.TryParse(text, out TimeSpan duration, out _)
            ? duration
            : throw fault($"cannot parse {GoQuote.Quote(text)} to a valid duration");
    }

    /// <summary>How many results are wanted; 0 for all.</summary>
    public int Limit()
    {
        string text = Text("limit");
        if (text.Length == 0)
        {
            return 0;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit))
        {
            bool isNumber = BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            string reason = isNumber ? "value out of range" : "invalid syntax";
            throw Invalid("limit", $"strconv.Atoi: parsing {GoQuote.Quote(text)}: {reason}");
        }

        return limit >= 0 ? (int)Math.Min(limit, int.MaxValue) : throw Invalid("limit", "limit must be non-negative");
    }

    /// <summary>An expression, the parameter <c>query</c>.</summary>
    public Expr Expression() => Expression(fault => Invalid("query", fault));

    /// <summary>The same; what is wrong with it becomes an exception as the caller wants it.</summary>
    public Expr Expression(Func<string, Exception> fault)
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(Text("query"), _language);
        return parsed.IsOk ? parsed.Value : throw fault($"{parsed.Error}");
    }

    /// <summary>The selectors <c>match[]</c>, each a list of matchers.</summary>
    /// <param name="fault">Makes an exception of what is wrong with one.</param>
    public IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors(Func<string, Exception> fault)
    {
        var selectors = new List<IReadOnlyList<LabelMatcher>>();
        foreach (string text in All("match[]"))
        {
            ParseResult<VectorSelector> parsed = ExpressionParser.ParseSelector(text);
            selectors.Add(parsed.IsOk ? [.. parsed.Value.Matchers] : throw fault($"{parsed.Error}"));
        }

        return selectors.Exists(s => s.All(m => m.MatchesEmpty))
            ? throw fault("match[] must contain at least one non-empty matcher")
            : selectors;
    }

    /// <summary>One selector, or no matchers if there is none.</summary>
    public IReadOnlyList<LabelMatcher> Selector(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return [];
        }

        ParseResult<VectorSelector> parsed = ExpressionParser.ParseSelector(text);
        return parsed.IsOk ? [.. parsed.Value.Matchers] : throw Invalid(name, $"{parsed.Error}");
    }

    /// <summary>An exception that names the parameter.</summary>
    public static QueryFaultException Invalid(string name, string fault) =>
        new(QueryFault.BadData($"invalid parameter {GoQuote.Quote(name)}: {fault}"));

    // To the millisecond, as upstream rounds the fraction. It also takes what no Unix time can be, with senseless results.
    private static bool TryTime(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (TryFloat(text, out double seconds))
        {
            milliseconds = Math.Abs(seconds) < 1e15
                ? ((long)Math.Floor(seconds) * 1000) + (long)Math.Round((seconds - Math.Floor(seconds)) * 1000)
                : 0;
            return Math.Abs(seconds) < 1e15;
        }

        bool ok = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out Instant at);
        milliseconds = at.UnixMs;
        return ok;
    }

    // Source: Go strconv, ParseFloat: no blanks, and an underscore may stand between digits.
    private static bool TryFloat(string text, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        for (int i = 0; i < text.Length; i++)
        {
            bool isBetween = i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);
            if (text[i] == '_' && !isBetween)
            {
                value = 0;
                return false;
            }
        }

        return double.TryParse(text.Replace("_", "", StringComparison.Ordinal), Style, CultureInfo.InvariantCulture, out value);
    }

    private async Task ReadFormAsync(HttpContext http)
    {
        RequestBody? body = await RequestBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
        using (body)
        {
            Fault = body is null || body.Value.Utf8.Length > FormBytesMax
                ? "http: POST too large"
                : FormFields.Read(body.Value.Utf8, _fields);
        }
    }
}
