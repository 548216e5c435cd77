using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Server.Api;

namespace Tocsin.Server.Notifications;

/// <summary>
/// The body of POST /api/v2/receivers/{name}/test, all of it optional: <c>integration</c>, <c>labels</c>,
/// <c>annotations</c>, <c>resolve</c>, <c>requestedBy</c>.
/// </summary>
internal static class ReceiverTestRequest
{
    /// <summary>How many bytes a body may have.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>How many characters the name of who asks may have.</summary>
    public const int RequestedByCharsMax = 200;

    /// <summary>Reads the body; an empty one asks for the plain test.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="id">The name of the test.</param>
    public static (ReceiverTest? Test, ApiError? Error) Read(ReadOnlyMemory<byte> body, string id)
    {
        if (body.IsEmpty)
        {
            return (new ReceiverTest { Id = id }, null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement, id);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return (null, ApiError.Malformed("test", wrong.Message));
        }
    }

    private static (ReceiverTest? Test, ApiError? Error) Read(JsonElement root, string id)
    {
        var test = new ReceiverTest { Id = id };
        string? unknown = null;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            string name = JsonText.NameOf(property);
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            switch (name)
            {
                case "integration":
                    test = test with { Integration = JsonText.Of(property.Value) };
                    break;
                case "labels":
                    test = test with { Labels = Labels(property.Value) };
                    break;
                case "annotations":
                    test = test with { Annotations = Labels(property.Value) };
                    break;
                case "resolve":
                    test = test with { Resolve = property.Value.GetBoolean() };
                    break;
                case "requestedBy":
                    string by = JsonText.Of(property.Value);
                    test = test with { RequestedBy = by.Length > RequestedByCharsMax ? by[..RequestedByCharsMax] : by };
                    break;
                default:
                    unknown ??= name;
                    break;
            }
        }

        // A misspelt "resolve" would leave an incident open, so what is not known is refused.
        return unknown is null
            ? (test, null)
            : (null, ApiError.BadRequest($"unknown field {GoQuote.Quote(unknown)}"
                + "; known are integration, labels, annotations, resolve, requestedBy"));
    }

    private static LabelSet Labels(JsonElement map)
    {
        var labels = new LabelSetBuilder();
        foreach (JsonProperty pair in map.EnumerateObject())
        {
            string name = JsonText.NameOf(pair);
            if (name.Length == 0)
            {
                throw new InvalidOperationException("a label has no name");
            }

            labels.Add(name, JsonText.Of(pair.Value));
        }

        return labels.Build(dropEmpty: true);
    }
}
