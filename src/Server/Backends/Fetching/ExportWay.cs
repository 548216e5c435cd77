using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Reads samples as they are from VictoriaMetrics: a line of JSON for each series.</summary>
/// <remarks>
/// VictoriaMetrics keeps no other NaN than the stale marker, which it writes as null. It keeps decimal digits: some values
/// differ from those that were written in the last place.
/// </remarks>
// Source: VictoriaMetrics documentation, "How to export data in JSON line format".
internal sealed class ExportWay(ApiRequests api) : IFetchWay
{
    /// <inheritdoc/>
    public string Name => "export";

    /// <inheritdoc/>
    public Task<FetchedSeries> FetchAsync(
        SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation) => api.AskAsync(
        new ApiQuestion(HttpMethod.Post, "export",
        [
            ("match[]", SelectorText.Of(query)),
            ("start", SelectorText.Time(query.FromMs)),
            ("end", SelectorText.Time(query.ToMs)),
        ]),
        async (response, token) =>
        {
            ReadOnlyMemory<byte> body = await response.Body.ReadAllAsync(token).ConfigureAwait(false);
            return new FetchedSeries(Read(body.Span, meter), []);
        },
        meter,
        cancellation);

    /// <summary>Reads the lines.</summary>
    /// <exception cref="JsonException">A line is no JSON.</exception>
    /// <exception cref="FormatException">A line is other JSON.</exception>
    public static List<ReadSeries> Read(ReadOnlySpan<byte> body, ReadMeter meter)
    {
        var result = new Dictionary<LabelSet, ReadSeries>();
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            ReadSeries series = ReadLine(line, meter);
            if (!result.TryAdd(series.Labels, series))
            {
                result[series.Labels].AddRange(series);
            }
        }

        foreach (ReadSeries series in result.Values)
        {
            series.Finish();
        }

        return [.. result.Values];
    }

    private static ReadSeries ReadLine(ReadOnlySpan<byte> line, ReadMeter meter)
    {
        LabelSet? labels = null;
        var values = new List<double>();
        var times = new List<long>();
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isValues = reader.ValueTextEquals("values"u8);
            bool isTimes = reader.ValueTextEquals("timestamps"u8);
            bool isMetric = reader.ValueTextEquals("metric"u8);
            reader.Read();
            if (isMetric)
            {
                meter.Take(0, ReadMeter.SeriesBytes);
                labels = ReadLabels(ref reader);
            }
            else if (isValues || isTimes)
            {
                ReadNumbers(ref reader, isValues ? values : null, times);
            }
            else
            {
                reader.Skip();
            }
        }

        if (labels is null || values.Count != times.Count)
        {
            throw new FormatException("a line without labels, or with more values than times");
        }

        meter.Take(values.Count, (long)values.Count * ReadMeter.FloatBytes);
        var series = new ReadSeries(labels);
        for (int i = 0; i < values.Count; i++)
        {
            series.Add(times[i], values[i]);
        }

        return series;
    }

    private static LabelSet ReadLabels(ref Utf8JsonReader reader)
    {
        var labels = new LabelSetBuilder();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            labels.Add(name, reader.GetString() ?? "");
        }

        return labels.Build(dropEmpty: true);
    }

    private static void ReadNumbers(ref Utf8JsonReader reader, List<double>? values, List<long> times)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (values is null)
            {
                times.Add(reader.GetInt64());
            }
            else
            {
                values.Add(reader.TokenType switch
                {
                    JsonTokenType.Null => StaleMarker.Value,
                    JsonTokenType.Number => reader.GetDouble(),
                    JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
                    JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
                    _ => throw new FormatException($"{reader.TokenType} in the place of a value"),
                });
            }
        }
    }
}
