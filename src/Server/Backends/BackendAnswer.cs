using System.Globalization;
using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Server.Backends;

/// <summary>Reads what a server with Prometheus's API answers to an instant query. Bytes that are no answer are an error.</summary>
// Source: Prometheus HTTP API, "Instant queries" and "Format overview".
internal static class BackendAnswer
{
    /// <summary>Reads a body.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">The body.</param>
    /// <param name="failsOnWarnings">Whether an answer with warnings, which may be one in part, is an error.</param>
    public static QueryResult Read(int status, ReadOnlyMemory<byte> body, bool failsOnWarnings)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (Text(root, "status") != "success")
            {
                return Failed(Text(root, "errorType"), Text(root, "error") is { Length: > 0 } error ? error : $"status {status}");
            }

            string[] warnings = root.TryGetProperty("warnings", out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(warning => warning.ToString())]
                : [];
            return failsOnWarnings && warnings.Length > 0
                ? Failed("execution", $"the answer is one in part: {warnings[0]}")
                : new QueryResult(
                    ReadValue(root.GetProperty("data")),
                    null,
                    [.. warnings.Select(text => new Annotation(AnnotationKind.Warning, text, default(SourceSpan)))]);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Failed("execution", status == 200
                ? $"the answer is not one of Prometheus's API: {wrong.Message}"
                : $"it answered with status {status}");
        }
    }

    /// <summary>An error.</summary>
    public static QueryResult Failed(string type, string message) => new(
        null,
        new QueryError(type switch
        {
            "timeout" => QueryErrorKind.Timeout,
            "canceled" => QueryErrorKind.Canceled,
            _ => QueryErrorKind.Execution,
        }, message),
        []);

    private static QueryValue ReadValue(JsonElement data)
    {
        JsonElement result = data.GetProperty("result");
        string type = Text(data, "resultType");
        return type switch
        {
            "vector" => ReadVector(result),
            "scalar" => new QueryValue.Scalar(TimeOf(result), NumberOf(result)),
            "string" => new QueryValue.Text(TimeOf(result), result[1].GetString() ?? ""),
            _ => throw new FormatException($"a rule cannot have a result of type {type}"),
        };
    }

    private static QueryValue.Vector ReadVector(JsonElement result)
    {
        var samples = new List<VectorSample>(result.GetArrayLength());
        long at = 0;
        foreach (JsonElement element in result.EnumerateArray())
        {
            if (!element.TryGetProperty("value", out JsonElement point))
            {
                throw new FormatException("a native histogram cannot be read from a backend: apply a function that gives numbers");
            }

            at = TimeOf(point);
            samples.Add(new VectorSample(LabelsOf(element.GetProperty("metric")), NumberOf(point), null));
        }

        return new QueryValue.Vector(at, samples);
    }

    private static LabelSet LabelsOf(JsonElement metric)
    {
        var labels = new LabelSetBuilder();
        foreach (JsonProperty label in metric.EnumerateObject())
        {
            labels.Add(label.Name, label.Value.GetString() ?? "");
        }

        return labels.Build(dropEmpty: true);
    }

    private static long TimeOf(JsonElement point) => (long)Math.Round(point[0].GetDouble() * 1000);

    private static double NumberOf(JsonElement point) => point[1].GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        var text => double.Parse(text ?? "", NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Text(JsonElement node, string name) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
