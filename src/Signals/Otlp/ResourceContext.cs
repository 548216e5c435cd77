using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>What the series of one resource have in common. Immutable.</summary>
// Source: OpenTelemetry specification, compatibility with Prometheus, resource attributes.
internal sealed record ResourceContext
{
    private const string Namespace = "service.namespace";
    private const string Service = "service.name";
    private const string InstanceId = "service.instance.id";

    /// <summary>The label <c>job</c>; empty for none.</summary>
    public string Job { get; private init; } = "";

    /// <summary>The label <c>instance</c>; empty for none.</summary>
    public string Instance { get; private init; } = "";

    /// <summary>Attributes of the resource that are labels.</summary>
    public IReadOnlyDictionary<string, string> Promoted { get; private init; } = new Dictionary<string, string>();

    /// <summary>The series that has all attributes of the resource; null if it would say nothing or name nobody.</summary>
    public LabelSet? TargetInfo { get; private init; }

    /// <summary>Why no series of this resource can be kept; null if they can.</summary>
    public string? Fault { get; private init; }

    /// <summary>Reads a resource; null if it cannot be decoded.</summary>
    /// <param name="resource">The message Resource.</param>
    /// <param name="settings">How it is translated.</param>
    public static ResourceContext? Read(ReadOnlySpan<byte> resource, OtlpMetricSettings settings)
    {
        var attributes = new List<KeyValuePair<string, string>>();
        if (!TryReadAttributes(resource, 1, attributes, out _))
        {
            return null;
        }

        string? job = Find(attributes, Service);
        job = job is not null && Find(attributes, Namespace) is { } space ? space + "/" + job : job;
        var context = new ResourceContext { Job = job ?? "", Instance = Find(attributes, InstanceId) ?? "" };
        var promoted = new LabelDraft();
        foreach ((string key, string value) in attributes)
        {
            if (settings.Attributes.Contains(key) == settings.PromotesAll)
            {
                continue;
            }

            if (AttributeNames.Of(key, settings) is not { } name)
            {
                return context with { Fault = $"attribute \"{key}\" of the resource cannot be a label" };
            }

            promoted.Set(name, value);
        }

        return context with { Promoted = promoted.Labels, TargetInfo = context.TargetInfoOf(attributes, settings) };
    }

    /// <summary>Reads attributes.</summary>
    /// <param name="message">What has them.</param>
    /// <param name="number">The field that they are.</param>
    /// <param name="attributes">Where they are put.</param>
    /// <param name="isTooLong">One was longer than a label may be, and is left out.</param>
    /// <returns>False if they cannot be decoded.</returns>
    public static bool TryReadAttributes(
        ReadOnlySpan<byte> message, int number, List<KeyValuePair<string, string>> attributes, out bool isTooLong)
    {
        isTooLong = false;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field != number || field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            if (!AttributeText.TryRead(field.Bytes, out string key, out string? value))
            {
                return false;
            }

            if (value is null)
            {
                isTooLong = true;
            }
            else
            {
                attributes.Add(new(key, value));
            }
        }

        return !field.IsDamaged;
    }

    private static string? Find(List<KeyValuePair<string, string>> attributes, string key)
    {
        int at = attributes.FindIndex(attribute => attribute.Key == key);
        return at < 0 ? null : attributes[at].Value;
    }

    private static bool IsIdentifying(string key) => key is Namespace or Service or InstanceId;

    private LabelSet? TargetInfoOf(List<KeyValuePair<string, string>> attributes, OtlpMetricSettings settings)
    {
        var told = attributes.FindAll(attribute => !IsIdentifying(attribute.Key));
        if (told.Count == 0)
        {
            return null;
        }

        var draft = new LabelDraft();
        string? fault = draft.Merge(settings.KeepsIdentifying ? [.. attributes] : told, settings);
        if (Job.Length > 0)
        {
            draft.Set("job", Job);
        }

        if (Instance.Length > 0)
        {
            draft.Set("instance", Instance);
        }

        return fault is null && (draft.Has("job") || draft.Has("instance")) && draft.Bytes <= TextBudget.LabelBytesMax
            ? draft.Build(new LabelSetBuilder(), "target_info")
            : null;
    }
}

/// <summary>What the series of one scope have in common. Immutable.</summary>
internal sealed record ScopeContext
{
    /// <summary>Of a scope that is not told.</summary>
    public static ScopeContext Untold { get; } = new();

    /// <summary>Its labels; those without a value take away what is there.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; private init; } = [];

    /// <summary>Why no series of this scope can be kept; null if they can.</summary>
    public string? Fault { get; private init; }

    /// <summary>Reads a scope whose name, version and so on become labels; null if it cannot be decoded.</summary>
    /// <param name="scope">The message InstrumentationScope.</param>
    /// <param name="schemaUrl">What stands beside it.</param>
    /// <param name="settings">How it is translated.</param>
    public static ScopeContext? Read(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> schemaUrl, OtlpMetricSettings settings)
    {
        string name = "";
        string version = "";
        var field = new ProtoReader(scope);
        while (field.TryNext())
        {
            bool isText = field.Wire == ProtoWire.Bytes;
            name = isText && field.Field == 1 ? Encoding.UTF8.GetString(field.Bytes) : name;
            version = isText && field.Field == 2 ? Encoding.UTF8.GetString(field.Bytes) : version;
        }

        var attributes = new List<KeyValuePair<string, string>>();
        if (field.IsDamaged || !ResourceContext.TryReadAttributes(scope, 3, attributes, out _))
        {
            return null;
        }

        if (name.Length == 0)
        {
            return Untold;
        }

        var labels = new List<KeyValuePair<string, string>>();
        foreach ((string key, string value) in attributes)
        {
            if (AttributeNames.Of("otel_scope_" + key, settings) is not { } label)
            {
                return new ScopeContext { Fault = $"attribute \"{key}\" of the scope cannot be a label" };
            }

            labels.Add(new(label, value));
        }

        labels.Add(new("otel_scope_name", name));
        labels.Add(new("otel_scope_version", version));
        labels.Add(new("otel_scope_schema_url", Encoding.UTF8.GetString(schemaUrl)));
        return new ScopeContext { Labels = labels };
    }
}
