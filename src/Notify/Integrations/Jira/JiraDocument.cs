using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>
/// Texts as documents in Atlassian's format, which version 3 of Jira's API wants. Alertmanager sends only what a template
/// wrote as such, and fails for any other text, its own default among them.
/// </summary>
// https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
internal static class JiraDocument
{
    /// <summary>Plain text as a document: paragraphs at empty lines, line breaks within them; null for an empty one.</summary>
    public static GoJsonWriter? Of(string text)
    {
        string[] paragraphs = text.ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (paragraphs.Length == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("type", "doc").Name("version").Value(1).Name("content").BeginArray();
        foreach (string paragraph in paragraphs)
        {
            WriteParagraph(json, paragraph);
        }

        return json.EndArray().EndObject();
    }

    /// <summary>Reads a document that a template wrote.</summary>
    /// <param name="text">What it wrote.</param>
    /// <param name="error">An error of another template, which is told in a paragraph at the end; null if there is none.</param>
    /// <param name="document">The document, written as Go writes it.</param>
    public static bool TryRead(string text, string? error, [NotNullWhen(true)] out GoJsonWriter? document)
    {
        document = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            var written = new GoJsonWriter();
            Write(written, json.RootElement, error);
            document = written;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteParagraph(GoJsonWriter json, string paragraph)
    {
        json.BeginObject().Field("type", "paragraph").Name("content").BeginArray();
        bool isFirst = true;
        foreach (string line in paragraph.Split('\n'))
        {
            if (!isFirst)
            {
                json.BeginObject().Field("type", "hardBreak").EndObject();
            }

            if (line.Length > 0)
            {
                json.BeginObject().Field("type", "text").Field("text", line).EndObject();
            }

            isFirst = false;
        }

        json.EndArray().EndObject();
    }

    // The note belongs to the outermost content.
    private static void Write(GoJsonWriter json, JsonElement value, string? note)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.BeginObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Write(json.Name(property.Name), property.Value, property.Name == "content" ? note : null);
                }

                json.EndObject();
                break;
            case JsonValueKind.Array:
                json.BeginArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(json, item, null);
                }

                if (note is not null)
                {
                    WriteParagraph(json, $"(a template failed: {note})");
                }

                json.EndArray();
                break;
            case JsonValueKind.String:
                json.Value(value.GetString()!);
                break;
            case JsonValueKind.Number:
                _ = value.TryGetInt64(out long whole) ? json.Value(whole) : json.Value(value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.Value(value.GetBoolean());
                break;
            default:
                json.Null();
                break;
        }
    }
}
