using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Server.Api;

namespace Tocsin.Server.Explain;

/// <summary>Writes story lines.</summary>
internal static class StoryJson
{
    public static void Write(JsonOutput output, StoryLine line)
    {
        output.Raw("{\"at\":"u8).Time(line.At)
            .Raw(",\"event\":"u8).String(line.Event)
            .Raw(",\"text\":"u8).String(line.Text);
        foreach (StoryField field in line.Fields)
        {
            output.Raw(","u8).String(field.Name).Raw(":"u8);
            WriteValue(output, field.Value);
        }

        output.Raw("}"u8);
    }

    private static void WriteValue(JsonOutput output, object value)
    {
        switch (value)
        {
            case string text:
                output.String(text);
                break;
            case long number:
                output.Number(number);
                break;
            case bool flag:
                output.Bool(flag);
                break;
            case Instant { IsZero: true }:
                output.Raw("null"u8);
                break;
            case Instant at:
                output.Time(at);
                break;
            case LabelSet labels:
                output.Labels(labels);
                break;
            case IReadOnlyList<string> texts:
                output.Strings(texts);
                break;
            default:
                throw new ArgumentException($"a story field cannot hold a {value.GetType().Name}");
        }
    }
}
