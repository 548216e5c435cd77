using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/series</c>, <c>/api/v1/labels</c> and <c>/api/v1/label/{name}/values</c>.</summary>
internal sealed class SeriesEndpoint(SeriesHost series)
{
    private static readonly QueryWarnings Truncated = new(["results truncated due to limit"], []);

    public async Task SeriesAsync(HttpContext http, QueryParameters parameters)
    {
        if (parameters.Fault is { } fault)
        {
            throw Bad($"error parsing form values: {fault}");
        }

        if (parameters.All("match[]").Count == 0)
        {
            throw Bad("no match[] parameter provided");
        }

        int limit = parameters.Limit();
        SeriesQuery[] queries = Queries(parameters, wrong => QueryParameters.Invalid("match[]", wrong));
        List<LabelSet> found = await Task.Run(() => Find(queries, http.RequestAborted), http.RequestAborted).ConfigureAwait(false);
        bool isCut = limit > 0 && found.Count > limit;
        await PrometheusAnswer.OkAsync(
            http,
            output =>
            {
                output.Raw("["u8);
                int count = isCut ? limit : found.Count;
                for (int i = 0; i < count; i++)
                {
                    output.Raw(i == 0 ? default : ","u8).Labels(found[i]);
                }

                output.Raw("]"u8);
            },
            isCut ? Truncated : null).ConfigureAwait(false);
    }

    public Task NamesAsync(HttpContext http, QueryParameters parameters) => TextsAsync(
        http, parameters, query => series.Store.LabelNames(query, int.MaxValue, http.RequestAborted));

    public Task ValuesAsync(HttpContext http, QueryParameters parameters)
    {
        string name = EscapedName.Decode(http.Request.RouteValues["name"]?.ToString() ?? "");
        return LabelName.IsUtf8(name)
            ? TextsAsync(http, parameters, query => series.Store.LabelValues(name, query, int.MaxValue, http.RequestAborted))
            : throw Bad($"invalid label name: {GoQuote.Quote(name)}");
    }

    private static async Task TextsAsync(
        HttpContext http, QueryParameters parameters, Func<SeriesQuery, IReadOnlyList<string>> ask)
    {
        int limit = parameters.Limit();
        SeriesQuery[] queries = Queries(parameters, Bad);
        string[] texts = await Task.Run(
            () => queries.SelectMany(ask).Distinct(StringComparer.Ordinal).ToArray(), http.RequestAborted).ConfigureAwait(false);
        if (queries.Length > 1)
        {
            Array.Sort(texts, static (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
        }

        bool isCut = limit > 0 && texts.Length > limit;
        await PrometheusAnswer.OkAsync(http, output => output.Strings(isCut ? texts[..limit] : texts), isCut ? Truncated : null)
            .ConfigureAwait(false);
    }

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));

    private static SeriesQuery[] Queries(QueryParameters parameters, Func<string, Exception> fault)
    {
        long from = parameters.Time("start", QueryParameters.MinTimeMs);
        long to = parameters.Time("end", QueryParameters.MaxTimeMs);
        IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors = parameters.Selectors(fault);
        return
        [
            .. selectors.DefaultIfEmpty([]).Select(m => new SeriesQuery { Matchers = m, FromMs = from, ToMs = to }),
        ];
    }

    private List<LabelSet> Find(IReadOnlyList<SeriesQuery> queries, CancellationToken cancellation)
    {
        var found = new HashSet<LabelSet>();
        using ISeriesView view = series.Store.OpenView();
        foreach (SeriesQuery query in queries)
        {
            ISeriesSelection selection = view.Select(query, cancellation);
            for (int i = 0; i < selection.Count; i++)
            {
                found.Add(selection.Labels(i));
            }
        }

        return [.. found.Order(PromQL.Evaluation.LabelOrder.Instance)];
    }
}

/// <summary>Names with any characters in the path of a URL: <c>U__</c>, then <c>_hex_</c> for what is not classic.</summary>
// Source: Prometheus common/model, UnescapeName with the value encoding.
internal static class EscapedName
{
    public static string Decode(string name)
    {
        if (!name.StartsWith("U__", StringComparison.Ordinal))
        {
            return name;
        }

        var decoded = new StringBuilder();
        for (int i = 3; i < name.Length; i++)
        {
            if (name[i] != '_')
            {
                decoded.Append(name[i]);
                continue;
            }

            if (i + 1 < name.Length && name[i + 1] == '_')
            {
                decoded.Append('_');
                i++;
                continue;
            }

            int end = name.IndexOf('_', i + 1);
            ReadOnlySpan<char> hex = end < 0 ? default : name.AsSpan(i + 1, end - i - 1);
            if (!int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rune)
                || !Rune.IsValid(rune))
            {
                return name;
            }

            decoded.Append(new Rune(rune).ToString());
            i = end;
        }

        return decoded.ToString();
    }
}
