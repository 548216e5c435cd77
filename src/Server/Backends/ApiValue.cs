using System.Buffers.Text;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends;

/// <summary>Reads the <c>data</c> of an answer to a query.</summary>
// Source: Prometheus HTTP API, "Expression query result formats".
internal ref struct ApiValue
{
    private readonly ReadMeter? _meter;
    private readonly LabelSetBuilder _labels = new();
    private Utf8JsonReader _reader;

    private ApiValue(ReadOnlySpan<byte> json, ReadMeter? meter)
    {
        _reader = new Utf8JsonReader(json);
        _meter = meter;
    }

    /// <summary>Reads one.</summary>
    /// <param name="data">The value of <c>data</c>.</param>
    /// <param name="meter">Counts what is read; null for whoever has another bound.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is no result of a query.</exception>
    public static QueryValue Read(ReadOnlySpan<byte> data, ReadMeter? meter)
    {
        ReadOnlySpan<byte> result = Find(data, out string type);
        var value = new ApiValue(result, meter);
        value.Expect(JsonTokenType.StartArray);
        return type switch
        {
            "vector" => value.ReadVector(),
            "matrix" => value.ReadMatrix(),
            "scalar" => value.ReadScalar(),
            "string" => value.ReadText(),
            _ => throw new FormatException($"a result of type \"{type}\""),
        };
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> data, out string type)
    {
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("it has no data");
        }

        type = "";
        ReadOnlySpan<byte> result = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("resultType"u8);
            bool isResult = reader.ValueTextEquals("result"u8);
            reader.Read();
            long begin = reader.TokenStartIndex;
            type = isType ? reader.GetString() ?? "" : type;
            reader.Skip();
            result = isResult ? data[(int)begin..(int)reader.BytesConsumed] : result;
        }

        return result;
    }

    private QueryValue.Vector ReadVector()
    {
        var samples = new List<VectorSample>();
        long at = 0;
        while (NextSeries())
        {
            ApiSeries series = ReadSeries();
            if (series.Floats is [var one])
            {
                samples.Add(new VectorSample(series.Labels, one.Value, null));
                at = one.TimeMs;
            }
            else if (series.Histograms is [var histogram])
            {
                samples.Add(new VectorSample(series.Labels, 0, histogram.Value));
                at = histogram.TimeMs;
            }
            else
            {
                throw new FormatException("an element of a vector without a value");
            }
        }

        return new QueryValue.Vector(at, samples);
    }

    private QueryValue.Matrix ReadMatrix()
    {
        var result = new List<MatrixSeries>();
        while (NextSeries())
        {
            ApiSeries series = ReadSeries();
            result.Add(new MatrixSeries(series.Labels, series.Floats, series.Histograms));
        }

        return new QueryValue.Matrix(result);
    }

    private QueryValue.Scalar ReadScalar()
    {
        long time = ReadTime();
        return new QueryValue.Scalar(time, ReadNumber());
    }

    private QueryValue.Text ReadText()
    {
        long time = ReadTime();
        Expect(JsonTokenType.String);
        return new QueryValue.Text(time, _reader.GetString()!);
    }

    private bool NextSeries()
    {
        _reader.Read();
        return _reader.TokenType switch
        {
            JsonTokenType.EndArray => false,
            JsonTokenType.StartObject => true,
            _ => throw new FormatException("a series that is no object"),
        };
    }

    private ApiSeries ReadSeries()
    {
        var series = new ApiSeries(LabelSet.Empty, [], []);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = _reader.GetString()!;
            switch (name)
            {
                case "metric":
                    series = series with { Labels = ReadLabels() };
                    break;
                case "value":
                    Expect(JsonTokenType.StartArray);
                    ReadPoint(series.Floats);
                    break;
                case "values":
                    Expect(JsonTokenType.StartArray);
                    while (_reader.Read() && _reader.TokenType == JsonTokenType.StartArray)
                    {
                        ReadPoint(series.Floats);
                    }

                    break;
                case "histogram":
                    Expect(JsonTokenType.StartArray);
                    ReadHistogram(series.Histograms);
                    break;
                case "histograms":
                    Expect(JsonTokenType.StartArray);
                    while (_reader.Read() && _reader.TokenType == JsonTokenType.StartArray)
                    {
                        ReadHistogram(series.Histograms);
                    }

                    break;
                default:
                    _reader.Read();
                    _reader.Skip();
                    break;
            }
        }

        return series;
    }

    private LabelSet ReadLabels()
    {
        _labels.Clear();
        long bytes = _reader.BytesConsumed;
        Expect(JsonTokenType.StartObject);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = _reader.GetString()!;
            Expect(JsonTokenType.String);
            _labels.Add(name, _reader.GetString()!);
        }

        _meter?.Take(0, ReadMeter.SeriesBytes + _reader.BytesConsumed - bytes);
        return _labels.Build(dropEmpty: true);
    }

    private void ReadPoint(List<FloatPoint> into)
    {
        _meter?.Take(1, ReadMeter.FloatBytes);
        long time = ReadTime();
        into.Add(new FloatPoint(time, ReadNumber()));
        Expect(JsonTokenType.EndArray);
    }

    private void ReadHistogram(List<HistogramPoint> into)
    {
        long time = ReadTime();
        Expect(JsonTokenType.StartObject);
        into.Add(new HistogramPoint(time, ApiHistogram.Read(ref _reader)));
        _meter?.Take(1, 200);
        Expect(JsonTokenType.EndArray);
    }

    private long ReadTime()
    {
        Expect(JsonTokenType.Number);
        return (long)Math.Round(_reader.GetDouble() * 1000);
    }

    private double ReadNumber()
    {
        Expect(JsonTokenType.String);
        return Number(_reader);
    }

    /// <summary>A number in quotes.</summary>
    public static double Number(in Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        return text.SequenceEqual("+Inf"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Inf"u8) ? double.NegativeInfinity
            : text.SequenceEqual("NaN"u8) ? BitConverter.Int64BitsToDouble(Model.Samples.StaleMarker.NormalNaNBits)
            : Utf8Parser.TryParse(text, out double number, out int used) && used == text.Length ? number
            : throw new FormatException("a value that is no number");
    }

    private void Expect(JsonTokenType type)
    {
        if (!_reader.Read() || _reader.TokenType != type)
        {
            throw new FormatException($"{_reader.TokenType} in the place of {type}");
        }
    }

    private readonly record struct ApiSeries(LabelSet Labels, List<FloatPoint> Floats, List<HistogramPoint> Histograms);
}
