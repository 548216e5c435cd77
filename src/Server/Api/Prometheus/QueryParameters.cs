using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
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

    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;
    private readonly ParserOptions _language;

    private QueryParameters(IQueryCollection query, IFormCollection? form, ParserOptions language)
    {
        _query = query;
        _form = form;
        _language = language;
    }

    /// <summary>Reads a request; a form is read only from a POST.</summary>
    public static async Task<QueryParameters> ReadAsync(HttpContext http, ParserOptions language)
    {
        IFormCollection? form = null;
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType)
        {
            try
            {
                form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
            }
            catch (InvalidDataException wrong)
            {
                throw Bad($"error parsing form values: {wrong.Message}");
            }
        }

        return new QueryParameters(http.Request.Query, form, language);
    }

    /// <summary>Every value of a parameter, those of the form first.</summary>
    public IReadOnlyList<string> All(string name)
    {
        StringValues formed = _form?[name] ?? StringValues.Empty;
        return [.. formed.Concat(_query[name]).Select(v => v ?? "")];
    }

    /// <summary>The first value of a parameter; empty if there is none.</summary>
    public string Text(string name) => All(name) is [var first, ..] ? first : "";

    /// <summary>An instant in Unix milliseconds.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="otherwise">What a missing one means; null if it must be there.</param>
    public long Time(string name, long? otherwise)
    {
        string text = Text(name);
        if (text.Length == 0 && otherwise is { } missing)
        {
            return missing;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && Math.Abs(seconds) < 1e15)
        {
            // To the millisecond, as upstream rounds the fraction.
            return (long)Math.Floor(seconds) * 1000 + (long)Math.Round((seconds - Math.Floor(seconds)) * 1000);
        }

        return Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out Instant at)
            ? at.UnixMs
            : throw Bad($"invalid parameter {GoQuote.Quote(name)}: cannot parse {GoQuote.Quote(text)} to a valid timestamp");
    }

    /// <summary>A length of time; null if it is missing.</summary>
    public TimeSpan? Duration(string name)
    {
        string text = Text(name);
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            // By whole nanoseconds, as upstream rounds: the step of a range must be the same to the millisecond.
            return Math.Abs(seconds) < 9_223_372_036
                ? TimeSpan.FromTicks((long)(seconds * 1e9) / TimeSpan.NanosecondsPerTick)
                : throw Bad(
                    $"invalid parameter {GoQuote.Quote(name)}: cannot parse {GoQuote.Quote(text)} to a valid duration."
                    + " It overflows int64");
        }

        return PrometheusDuration.TryParse(text, out TimeSpan duration, out _)
            ? duration
            : throw Bad($"invalid parameter {GoQuote.Quote(name)}: cannot parse {GoQuote.Quote(text)} to a valid duration");
    }

    /// <summary>How many results are wanted; 0 for all.</summary>
    public int Limit(string name = "limit")
    {
        string text = Text(name);
        if (text.Length == 0)
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit))
        {
            throw Bad($"invalid parameter {GoQuote.Quote(name)}: cannot parse {GoQuote.Quote(text)} to a number");
        }

        return limit >= 0 ? limit : throw Bad($"invalid parameter {GoQuote.Quote(name)}: {name} must be non-negative");
    }

    /// <summary>An expression.</summary>
    public Expr Expression(string name = "query")
    {
        ParseResult<Expr> parsed = ExpressionParser.Parse(Text(name), _language);
        return parsed.IsOk ? parsed.Value : throw Bad($"invalid parameter {GoQuote.Quote(name)}: {parsed.Error}");
    }

    /// <summary>Selectors, each a list of matchers.</summary>
    public IReadOnlyList<IReadOnlyList<LabelMatcher>> Selectors(string name = "match[]")
    {
        var selectors = new List<IReadOnlyList<LabelMatcher>>();
        foreach (string text in All(name))
        {
            ParseResult<VectorSelector> parsed = ExpressionParser.ParseSelector(text);
            if (!parsed.IsOk)
            {
                throw Bad($"invalid parameter {GoQuote.Quote(name)}: {parsed.Error}");
            }

            selectors.Add(parsed.Value.Matchers.All(m => m.MatchesEmpty)
                ? throw Bad($"invalid parameter {GoQuote.Quote(name)}: match[] must contain at least one non-empty matcher")
                : [.. parsed.Value.Matchers]);
        }

        return selectors;
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));
}
