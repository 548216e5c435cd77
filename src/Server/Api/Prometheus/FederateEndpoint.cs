using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>GET /federate</c>: the newest sample of each series selected, for another Prometheus to scrape.</summary>
/// <remarks>In the text format, which has no native histograms: series whose newest sample is one are left out.</remarks>
// Source: Prometheus web, federation: what is within the lookback and not stale, sorted by the metric's name; external
// labels where a series has none, and an empty instance.
internal sealed class FederateEndpoint(SeriesHost series, ServerState state)
{
    private const string TextType = "text/plain; version=0.0.4; charset=utf-8; escaping=allow-utf-8";

    public async Task GetAsync(HttpContext http, QueryParameters parameters)
    {
        IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors = parameters.Selectors(
            fault => QueryParameters.Invalid("match[]", fault));
        List<Newest> found = await Task.Run(() => Find(selectors, http.RequestAborted), http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = TextType;
        var text = new ExpositionText(new JsonOutput(http.Response.BodyWriter), ExternalLabels());
        foreach (Newest one in found)
        {
            text.Write(one.Labels, one.Value, one.AtMs);
            if (!await text.Output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
            {
                return;
            }
        }

        text.Output.Commit();
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private LabelSet ExternalLabels()
    {
        var labels = new LabelSetBuilder();
        labels.Add("instance", "");
        labels.AddRange(state.Rules?.Options.ExternalLabels ?? LabelSet.Empty);
        return labels.Build();
    }

    private List<Newest> Find(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, CancellationToken cancellation)
    {
        long now = state.Now.UnixMs;
        var newest = new Dictionary<SeriesRef, Newest>();
        var columns = new SampleColumns();
        using ISeriesView view = series.Store.OpenView();
        foreach (IReadOnlyList<LabelMatcher> matchers in selectors)
        {
            ISeriesSelection selection = view.Select(
                new SeriesQuery
                {
                    Matchers = matchers,
                    FromMs = now - (long)series.Options.Engine.Lookback.TotalMilliseconds,
                    ToMs = now,
                },
                cancellation);
            for (int i = 0; i < selection.Count; i++)
            {
                if (!newest.ContainsKey(selection.Ref(i)))
                {
                    selection.Read(i, columns);
                    Take(newest, (selection.Ref(i), selection.Labels(i)), columns);
                }
            }
        }

        return [.. newest.Values
            .OrderBy(one => one.Labels[LabelName.MetricName], StringComparer.Ordinal)
            .ThenBy(one => one.Labels.ToString(), StringComparer.Ordinal)];
    }

    private static void Take(Dictionary<SeriesRef, Newest> newest, (SeriesRef Ref, LabelSet Labels) found, SampleColumns columns)
    {
        int last = columns.Count - 1;
        bool isHistogram = last >= 0 && !columns.Histograms.IsEmpty && columns.Histograms[last] is not null;
        if (last >= 0 && !isHistogram && !StaleMarker.Is(columns.Values[last]))
        {
            newest.Add(found.Ref, new Newest(found.Labels, columns.Times[last], columns.Values[last]));
        }
    }

    private readonly record struct Newest(LabelSet Labels, long AtMs, double Value);
}
