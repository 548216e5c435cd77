using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Push;
using Tocsin.Signals.Push;

namespace Tocsin.Server.Api.Push;

/// <summary><c>GET /push/metrics</c>, all groups as a Pushgateway exposes them, and <c>GET /api/v1/metrics</c>, as JSON.</summary>
internal sealed class PushListEndpoint(PushHost host)
{
    private const string TextType = "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8";

    public async Task ExposeAsync(HttpContext http)
    {
        http.Response.ContentType = TextType;
        var text = new PushTextOutput(new JsonOutput(http.Response.BodyWriter));
        IEnumerable<IGrouping<string, PushGroupFamily>> families = host.Groups
            .SelectMany(group => group.Families.Values.Concat(group.Times()))
            .GroupBy(family => family.Name)
            .OrderBy(family => family.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, PushGroupFamily> family in families)
        {
            text.Write([.. family.OrderByDescending(one => one.AtNs).Select(Decode)]);
            if (!await text.Output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
            {
                return;
            }
        }

        await text.Output.SendAsync(http.RequestAborted).ConfigureAwait(false);
    }

    // Source: Pushgateway api/v1, metrics: one object for each group, its families beside the labels.
    public async Task ListAsync(HttpContext http)
    {
        JsonOutput output = Answer.Begin(http, StatusCodes.Status200OK);
        output.Raw("{\"status\":\"success\",\"data\":["u8);
        bool isFirst = true;
        foreach (PushGroup group in host.Groups)
        {
            output.Raw(isFirst ? "{"u8 : ",{"u8).Raw("\"labels\":"u8);
            isFirst = false;
            WriteLabels(output, group.Labels);
            output.Raw(",\"last_push_successful\":"u8).Bool(group.FailedNs <= group.PushedNs);
            foreach (PushGroupFamily family in group.Families.Values.Concat(group.Times()).OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                WriteFamily(output, family);
            }

            output.Raw("}"u8);
            if (!await output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
            {
                return;
            }
        }

        await output.Raw("]}"u8).SendAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static PushedFamily Decode(PushGroupFamily family) =>
        PushProtobuf.TryRead(family.Message, out PushedFamily? decoded)
            ? decoded!
            : new PushedFamily { Name = family.Name, Type = family.Type, Metrics = [] };

    private static void WriteFamily(JsonOutput output, PushGroupFamily family)
    {
        PushedFamily decoded = Decode(family);
        output.Raw(","u8).String(family.Name).Raw(":{\"time_stamp\":"u8);
        DateTime at = DateTime.UnixEpoch.AddTicks(family.AtNs / 100);
        output.String(at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        output.Raw(",\"type\":"u8).String(PushTextOutput.Word(family.Type).ToUpperInvariant());
        if (decoded.Help is { Length: > 0 } help)
        {
            output.Raw(",\"help\":"u8).String(help);
        }

        output.Raw(",\"metrics\":["u8);
        for (int i = 0; i < decoded.Metrics.Count; i++)
        {
            output.Raw(i == 0 ? "{\"labels\":"u8 : ",{\"labels\":"u8);
            WriteLabels(output, decoded.Metrics[i].Labels);
            WriteValue(output, decoded.Metrics[i]);
            output.Raw("}"u8);
        }

        output.Raw("]}"u8);
    }

    private static void WriteValue(JsonOutput output, PushedMetric metric)
    {
        var value = PushedValue.Read(metric);
        if (metric.Kind is not (PushedType.Summary or PushedType.Histogram))
        {
            output.Raw(",\"value\":"u8).String(FloatText.General(value.Plain));
            return;
        }

        if (value.Native is { } native && (native.PositiveSpans.Length > 0 || native.NegativeSpans.Length > 0))
        {
            WriteNative(output, native);
            return;
        }

        output.Raw(metric.Kind == PushedType.Summary ? ",\"quantiles\":{"u8 : ",\"buckets\":{"u8);
        for (int i = 0; i < value.Parts.Count; i++)
        {
            (double bound, double part) = value.Parts[i];
            output.Raw(i == 0 ? default : ","u8).String(FloatText.General(bound)).Raw(":"u8);
            output.String(metric.Kind == PushedType.Histogram ? Whole(part) : FloatText.General(part));
        }

        output.Raw("},\"count\":"u8).String(Whole(value.Count)).Raw(",\"sum\":"u8).String(FloatText.General(value.Sum));
    }

    private static void WriteNative(JsonOutput output, FloatHistogram native)
    {
        output.Raw(",\"count\":"u8).String(Whole(native.Count)).Raw(",\"sum\":"u8).String(FloatText.General(native.Sum));
        bool isFirst = true;
        foreach (HistogramBucket bucket in HistogramBuckets.All(native).Where(bucket => bucket.Count != 0))
        {
            output.Raw(isFirst ? ",\"buckets\":[["u8 : ",["u8).Number(ValueJson.BoundaryRule(bucket, native)).Raw(","u8);
            output.String(FloatText.General(bucket.Lower)).Raw(","u8).String(FloatText.General(bucket.Upper)).Raw(","u8);
            output.String(FloatText.General(bucket.Count)).Raw("]"u8);
            isFirst = false;
        }

        output.Raw(isFirst ? default : "]"u8);
    }

    // Counts are whole numbers unless the histogram is one of floats.
    private static string Whole(double count) =>
        count == Math.Floor(count) && Math.Abs(count) < 1e15
            ? ((long)count).ToString(CultureInfo.InvariantCulture)
            : FloatText.General(count);

    private static void WriteLabels(JsonOutput output, IReadOnlyList<PushLabel> labels)
    {
        output.Raw("{"u8);
        for (int i = 0; i < labels.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8).String(labels[i].Name).Raw(":"u8).String(labels[i].Value);
        }

        output.Raw("}"u8);
    }
}
