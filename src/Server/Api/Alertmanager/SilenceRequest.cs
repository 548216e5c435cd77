using System.Text;
using System.Text.Json;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Silences;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>The body of POST /api/v2/silences.</summary>
internal sealed record SilenceRequest
{
    /// <summary>The silence to change; empty to make one.</summary>
    public string Id { get; init; } = "";

    /// <summary>The matchers as sent; not compiled.</summary>
    public IReadOnlyList<MatcherDraft> Matchers { get; init; } = [];

    /// <summary>When it begins.</summary>
    public Instant StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public Instant EndsAt { get; init; }

    /// <summary>Who makes it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Why.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Further texts.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>Reads the body; the first fault in the order in which upstream's generated code looks.</summary>
    public static (SilenceRequest? Request, ApiError? Error) Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return (null, ApiError.Missing("silence"));
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(document.RootElement);
        }
        catch (JsonException malformed)
        {
            return (null, ApiError.Malformed("silence", malformed.Message));
        }
        catch (InvalidOperationException wrongType)
        {
            return (null, ApiError.Malformed("silence", wrongType.Message));
        }
    }

    /// <summary>What the router is asked to make of it.</summary>
    public SilenceDraft ToDraft() => new()
    {
        Id = Id,
        MatcherSets = [Matchers],
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        CreatedBy = CreatedBy,
        Comment = Comment,
        Annotations = Annotations,
    };

    private static (SilenceRequest? Request, ApiError? Error) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, root.ValueKind == JsonValueKind.Null
                ? ApiError.Missing("comment")
                : ApiError.Malformed("silence", $"found {root.ValueKind} where an object is wanted"));
        }

        var faults = new List<ApiError>();
        var request = new SilenceRequest
        {
            Comment = RequiredText(root, "comment", faults),
            CreatedBy = RequiredText(root, "createdBy", faults),
            EndsAt = RequiredTime(root, "endsAt", faults),
            Matchers = ReadMatchers(root, faults),
            StartsAt = RequiredTime(root, "startsAt", faults),
            Id = Find(root, "id") is { ValueKind: JsonValueKind.String } id ? JsonText.Of(id) : "",
            Annotations = ReadAnnotations(root),
        };
        return faults.Count > 0 ? (null, faults[0]) : (request, null);
    }

    private static List<MatcherDraft> ReadMatchers(JsonElement root, List<ApiError> faults)
    {
        var matchers = new List<MatcherDraft>();
        if (Find(root, "matchers") is not { ValueKind: not JsonValueKind.Null } list)
        {
            faults.Add(ApiError.Missing("matchers"));
            return matchers;
        }

        if (list.GetArrayLength() == 0)
        {
            faults.Add(new ApiError(422, 612, "matchers in body should have at least 1 items"));
        }

        int index = 0;
        foreach (JsonElement matcher in list.EnumerateArray())
        {
            string place = $"matchers.{index++}";
            if (matcher.ValueKind != JsonValueKind.Object)
            {
                faults.Add(ApiError.Missing(place));
                continue;
            }

            bool isRegex = RequiredFlag(matcher, "isRegex", place, faults);
            string name = RequiredText(matcher, "name", faults, place + ".");
            string value = RequiredText(matcher, "value", faults, place + ".");
            bool isEqual = Find(matcher, "isEqual") is not { ValueKind: not JsonValueKind.Null } equal || equal.GetBoolean();
            matchers.Add(new MatcherDraft(OpOf(isRegex, isEqual), name, value));
        }

        return matchers;
    }

    private static MatchOp OpOf(bool isRegex, bool isEqual) => (isRegex, isEqual) switch
    {
        (true, true) => MatchOp.Regex,
        (true, false) => MatchOp.NotRegex,
        (false, true) => MatchOp.Equal,
        _ => MatchOp.NotEqual,
    };

    private static LabelSet ReadAnnotations(JsonElement root)
    {
        if (Find(root, "annotations") is not { ValueKind: JsonValueKind.Object } annotations)
        {
            return LabelSet.Empty;
        }

        var builder = new LabelSetBuilder();
        foreach (JsonProperty annotation in annotations.EnumerateObject())
        {
            builder.Add(
                JsonText.NameOf(annotation),
                annotation.Value.ValueKind == JsonValueKind.Null ? "" : JsonText.Of(annotation.Value));
        }

        return builder.Build();
    }

    private static string RequiredText(JsonElement element, string name, List<ApiError> faults, string place = "")
    {
        if (Find(element, name) is { ValueKind: not JsonValueKind.Null } found)
        {
            return JsonText.Of(found);
        }

        faults.Add(ApiError.Missing(place + name));
        return "";
    }

    private static bool RequiredFlag(JsonElement element, string name, string place, List<ApiError> faults)
    {
        if (Find(element, name) is { ValueKind: not JsonValueKind.Null } found)
        {
            return found.GetBoolean();
        }

        faults.Add(ApiError.Missing($"{place}.{name}"));
        return false;
    }

    private static Instant RequiredTime(JsonElement element, string name, List<ApiError> faults)
    {
        string text = RequiredText(element, name, faults);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return text.Length == 0 ? default
            : Rfc3339.TryParse(utf8, out Instant at) || LooseDateTime.TryParse(utf8, out at) ? at
            : throw new JsonException($"parsing time {GoQuote.Quote(text)} failed");
    }

    // Go's decoder takes a field's name in any case; the last one of several counts.
    private static JsonElement? Find(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (JsonText.NameOf(property).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = property.Value;
            }
        }

        return found;
    }
}
