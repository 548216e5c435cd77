namespace Tocsin.Signals.Otlp;

/// <summary>The messages of the protocol that are taken here.</summary>
// Source: https://github.com/open-telemetry/opentelemetry-proto, version 1.
internal static class OtlpMessages
{
    private static readonly string[] Temporalities =
    [
        "AGGREGATION_TEMPORALITY_UNSPECIFIED", "AGGREGATION_TEMPORALITY_DELTA", "AGGREGATION_TEMPORALITY_CUMULATIVE",
    ];

    /// <summary>AnyValue.</summary>
    public static readonly OtlpMessage AnyValue = new(
        new(1, "string_value", OtlpFieldKind.Text),
        new(2, "bool_value", OtlpFieldKind.Flag),
        new(3, "int_value", OtlpFieldKind.Whole),
        new(4, "double_value", OtlpFieldKind.Float),
        new(5, "array_value", () => ArrayValue!),
        new(6, "kvlist_value", () => KeyValueList!),
        new(7, "bytes_value", OtlpFieldKind.Bytes));

    /// <summary>KeyValue.</summary>
    public static readonly OtlpMessage KeyValue = new(
        new(1, "key", OtlpFieldKind.Text),
        new(2, "value", () => AnyValue));

    /// <summary>Resource.</summary>
    public static readonly OtlpMessage Resource = new(
        new(1, "attributes", () => KeyValue),
        new(2, "dropped_attributes_count", OtlpFieldKind.Whole));

    /// <summary>InstrumentationScope.</summary>
    public static readonly OtlpMessage Scope = new(
        new(1, "name", OtlpFieldKind.Text),
        new(2, "version", OtlpFieldKind.Text),
        new(3, "attributes", () => KeyValue),
        new(4, "dropped_attributes_count", OtlpFieldKind.Whole));

    /// <summary>ExportMetricsServiceRequest.</summary>
    public static readonly OtlpMessage MetricsRequest = new(new OtlpField(1, "resource_metrics", () => ResourceMetrics!));

    private static readonly OtlpMessage ArrayValue = new(new OtlpField(1, "values", () => AnyValue));

    private static readonly OtlpMessage KeyValueList = new(new OtlpField(1, "values", () => KeyValue));

    private static readonly OtlpMessage Exemplar = new(
        new(7, "filtered_attributes", () => KeyValue),
        new(2, "time_unix_nano", OtlpFieldKind.Fixed),
        new(3, "as_double", OtlpFieldKind.Float),
        new(6, "as_int", OtlpFieldKind.Fixed),
        new(4, "span_id", OtlpFieldKind.Id),
        new(5, "trace_id", OtlpFieldKind.Id));

    private static readonly OtlpMessage NumberPoint = new(
        new(7, "attributes", () => KeyValue),
        new(2, "start_time_unix_nano", OtlpFieldKind.Fixed),
        new(3, "time_unix_nano", OtlpFieldKind.Fixed),
        new(4, "as_double", OtlpFieldKind.Float),
        new(6, "as_int", OtlpFieldKind.Fixed),
        new(5, "exemplars", () => Exemplar),
        new(8, "flags", OtlpFieldKind.Whole));

    private static readonly OtlpMessage HistogramPoint = new(
        new(9, "attributes", () => KeyValue),
        new(2, "start_time_unix_nano", OtlpFieldKind.Fixed),
        new(3, "time_unix_nano", OtlpFieldKind.Fixed),
        new(4, "count", OtlpFieldKind.Fixed),
        new(5, "sum", OtlpFieldKind.Float),
        new(6, "bucket_counts", OtlpFieldKind.Fixed),
        new(7, "explicit_bounds", OtlpFieldKind.Float),
        new(8, "exemplars", () => Exemplar),
        new(10, "flags", OtlpFieldKind.Whole));

    private static readonly OtlpMessage Buckets = new(
        new(1, "offset", OtlpFieldKind.Zigzag),
        new(2, "bucket_counts", OtlpFieldKind.Whole));

    private static readonly OtlpMessage ExponentialPoint = new(
        new(1, "attributes", () => KeyValue),
        new(2, "start_time_unix_nano", OtlpFieldKind.Fixed),
        new(3, "time_unix_nano", OtlpFieldKind.Fixed),
        new(4, "count", OtlpFieldKind.Fixed),
        new(5, "sum", OtlpFieldKind.Float),
        new(6, "scale", OtlpFieldKind.Zigzag),
        new(7, "zero_count", OtlpFieldKind.Fixed),
        new(8, "positive", () => Buckets),
        new(9, "negative", () => Buckets),
        new(10, "flags", OtlpFieldKind.Whole),
        new(11, "exemplars", () => Exemplar),
        new(14, "zero_threshold", OtlpFieldKind.Float));

    private static readonly OtlpMessage Quantile = new(
        new(1, "quantile", OtlpFieldKind.Float),
        new(2, "value", OtlpFieldKind.Float));

    private static readonly OtlpMessage SummaryPoint = new(
        new(7, "attributes", () => KeyValue),
        new(2, "start_time_unix_nano", OtlpFieldKind.Fixed),
        new(3, "time_unix_nano", OtlpFieldKind.Fixed),
        new(4, "count", OtlpFieldKind.Fixed),
        new(5, "sum", OtlpFieldKind.Float),
        new(6, "quantile_values", () => Quantile),
        new(8, "flags", OtlpFieldKind.Whole));

    private static readonly OtlpMessage Metric = new(
        new(1, "name", OtlpFieldKind.Text),
        new(2, "description", OtlpFieldKind.Text),
        new(3, "unit", OtlpFieldKind.Text),
        new(5, "gauge", () => Gauge!),
        new(7, "sum", () => Sum!),
        new(9, "histogram", () => Histogram!),
        new(10, "exponential_histogram", () => ExponentialHistogram!),
        new(11, "summary", () => Summary!));

    private static readonly OtlpMessage Gauge = new(new OtlpField(1, "data_points", () => NumberPoint));

    private static readonly OtlpMessage Sum = new(
        new(1, "data_points", () => NumberPoint),
        new(2, "aggregation_temporality", OtlpFieldKind.Whole) { Values = Temporalities },
        new(3, "is_monotonic", OtlpFieldKind.Flag));

    private static readonly OtlpMessage Histogram = new(
        new(1, "data_points", () => HistogramPoint),
        new(2, "aggregation_temporality", OtlpFieldKind.Whole) { Values = Temporalities });

    private static readonly OtlpMessage ExponentialHistogram = new(
        new(1, "data_points", () => ExponentialPoint),
        new(2, "aggregation_temporality", OtlpFieldKind.Whole) { Values = Temporalities });

    private static readonly OtlpMessage Summary = new(new OtlpField(1, "data_points", () => SummaryPoint));

    private static readonly OtlpMessage ScopeMetrics = new(
        new(1, "scope", () => Scope),
        new(2, "metrics", () => Metric),
        new(3, "schema_url", OtlpFieldKind.Text));

    private static readonly OtlpMessage ResourceMetrics = new(
        new(1, "resource", () => Resource),
        new(2, "scope_metrics", () => ScopeMetrics),
        new(3, "schema_url", OtlpFieldKind.Text));
}
