using System.Text;
using System.Text.Json;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>
/// Reads the body of POST /api/v2/alerts straight from UTF-8 into label sets: the hottest parser of the program.
/// </summary>
/// <remarks>Not thread-safe; one per request. Unknown fields are ignored and field names match in any case, as in Go.</remarks>
internal sealed class AlertBatchReader(AlertDefaults defaults)
{
    // What an alert takes on the wire, more or less.
    private const int AlertBytes = 512;
    private const int AlertsAtFirst = 1024;

    private readonly LabelSetBuilder _labels = new();
    private readonly LabelSetBuilder _annotations = new();
    private readonly List<Alert> _alerts = [];
    private readonly List<string> _invalid = [];
    private byte[] _nameScratch = [];
    private byte[] _valueScratch = [];
    private bool _isUtf8;
    private string _lastGeneratorUrl = "";
    private byte[] _lastGeneratorUtf8 = [];
    private bool _isLastGeneratorUrlFit = true;

    public AlertBatch Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return AlertBatch.Refuse(ApiError.Missing("alerts"));
        }

        // Once for all names and values; only where it is not, each is looked at by itself.
        _isUtf8 = System.Text.Unicode.Utf8.IsValid(body);
        _alerts.EnsureCapacity(Math.Min(body.Length / AlertBytes, AlertsAtFirst));
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 32 });
            reader.Read();
            ApiError? refused = ReadArray(ref reader);
            if (refused is null && reader.Read())
            {
                throw new JsonException("invalid character after top-level value");
            }

            return refused is null ? new AlertBatch(_alerts, _invalid, null) : AlertBatch.Refuse(refused);
        }
        catch (JsonException malformed)
        {
            return AlertBatch.Refuse(ApiError.Malformed("alerts", malformed.Message));
        }
    }

    private ApiError? ReadArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref reader, JsonTokenType.StartArray, "an array of alerts");
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            // Source: upstream panics on null here; a clear refusal serves the sender better.
            if (reader.TokenType == JsonTokenType.Null)
            {
                return ApiError.Missing($"{index}");
            }

            Expect(ref reader, JsonTokenType.StartObject, "an alert");
            if (ReadAlert(ref reader, index) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private ApiError? ReadAlert(ref Utf8JsonReader reader, int index)
    {
        _labels.Clear();
        _annotations.Clear();
        bool hasLabels = false;
        Instant startsAt = default;
        Instant endsAt = default;
        string generatorUrl = "";
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            AlertField field = AlertFields.Of(
                reader.ValueIsEscaped ? JsonText.Utf8(ref reader, ref _nameScratch) : reader.ValueSpan);
            reader.Read();
            switch (field)
            {
                case AlertField.Labels:
                    hasLabels = ReadLabels(ref reader, _labels);
                    break;
                case AlertField.Annotations:
                    ReadLabels(ref reader, _annotations);
                    break;
                case AlertField.StartsAt:
                    startsAt = ReadTime(ref reader);
                    break;
                case AlertField.EndsAt:
                    endsAt = ReadTime(ref reader);
                    break;
                case AlertField.GeneratorUrl:
                    generatorUrl = ReadGeneratorUrl(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return !hasLabels ? ApiError.Missing($"{index}.labels")
            : generatorUrl.Length > 0 && !_isLastGeneratorUrlFit
                ? ApiError.WrongType($"{index}.generatorURL", "body", "uri", generatorUrl)
                : Add(startsAt, endsAt, generatorUrl);
    }

    private ApiError? Add(Instant startsAt, Instant endsAt, string generatorUrl)
    {
        Alert alert = defaults.Complete(_labels.Build(dropEmpty: true), _annotations.Build(), startsAt, endsAt, generatorUrl);
        if (AlertValidation.Fault(alert, defaults.ClassicNames) is { } fault)
        {
            _invalid.Add(fault);
        }
        else
        {
            _alerts.Add(alert);
        }

        return null;
    }

    private bool ReadLabels(ref Utf8JsonReader reader, LabelSetBuilder labels)
    {
        labels.Clear();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(ref reader, JsonTokenType.StartObject, "an object of strings");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = Text(ref reader, ref _nameScratch);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                labels.Add(name, default);
                continue;
            }

            Expect(ref reader, JsonTokenType.String, "a string");
            labels.Add(name, Text(ref reader, ref _valueScratch));
        }

        return true;
    }

    private Instant ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        Expect(ref reader, JsonTokenType.String, "a date-time");
        ReadOnlySpan<byte> text = Text(ref reader, ref _valueScratch);
        return Rfc3339.TryParse(text, out Instant at) || LooseDateTime.TryParse(text, out at)
            ? at
            : throw new JsonException($"parsing time {GoQuote.Quote(Encoding.UTF8.GetString(text))} failed");
    }

    // The alerts of one rule carry one URL, so the last one is kept rather than decoded and judged again.
    private string ReadGeneratorUrl(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return "";
        }

        Expect(ref reader, JsonTokenType.String, "a string");
        ReadOnlySpan<byte> text = Text(ref reader, ref _valueScratch);
        if (!text.SequenceEqual(_lastGeneratorUtf8))
        {
            _lastGeneratorUtf8 = text.ToArray();
            _lastGeneratorUrl = Encoding.UTF8.GetString(text);
            _isLastGeneratorUrlFit = IsRequestUri(_lastGeneratorUrl);
        }

        return _lastGeneratorUrl;
    }

    // Source: Go net/url ParseRequestURI: absolute, or a path from the root; no control characters.
    private static bool IsRequestUri(string url) =>
        url.Length == 0 || url[0] == '/' || (Uri.TryCreate(url, UriKind.Absolute, out _) && url.Contains(':'));

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, ref byte[] scratch) =>
        _isUtf8 && !reader.ValueIsEscaped ? reader.ValueSpan : JsonText.Utf8(ref reader, ref scratch);

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"found {reader.TokenType} where {what} is wanted");
        }
    }
}
