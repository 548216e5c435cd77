using System.Text;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Writes series in Prometheus's text format, each metric after a line about its type. Not thread-safe.</summary>
/// <param name="output">Where to.</param>
/// <param name="added">Labels that a series gets which has none of the name.</param>
// Source: Prometheus, exposition formats; names that are not classic stand in quotes inside the braces.
internal sealed class ExpositionText(JsonOutput output, LabelSet added)
{
    private string? _metric;

    /// <summary>Where to.</summary>
    public JsonOutput Output => output;

    /// <summary>Writes a sample; those of one metric follow each other.</summary>
    public void Write(LabelSet labels, double value, long atMs)
    {
        string metric = labels[LabelName.MetricName] ?? "";
        bool isClassic = IsClassicMetric(metric);
        if (metric != _metric)
        {
            _metric = metric;
            output.Raw("# TYPE "u8);
            WriteName(metric, isClassic);
            output.Raw(" untyped\n"u8);
        }

        if (isClassic)
        {
            output.Raw(Encoding.UTF8.GetBytes(metric));
        }

        bool isFirst = true;
        if (!isClassic)
        {
            output.Raw("{"u8);
            WriteName(metric, isClassic: false);
            isFirst = false;
        }

        foreach (LabelSet.Label label in labels)
        {
            if (label.NameText != LabelName.MetricName)
            {
                WriteLabel(label, ref isFirst);
            }
        }

        foreach (LabelSet.Label label in added)
        {
            if (labels[label.NameText] is null)
            {
                WriteLabel(label, ref isFirst);
            }
        }

        output.Raw(isFirst ? " "u8 : "} "u8);
        Span<byte> number = stackalloc byte[64];
        output.Raw(number[..FloatText.WriteSample(value, number)]).Raw(" "u8).Number(atMs).Raw("\n"u8);
    }

    private static bool IsClassicMetric(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');

    private void WriteLabel(LabelSet.Label label, ref bool isFirst)
    {
        output.Raw(isFirst ? "{"u8 : ","u8);
        isFirst = false;
        WriteName(label.NameText, LabelName.IsClassic(label.NameText));
        output.Raw("=\""u8);
        WriteEscaped(label.Value);
        output.Raw("\""u8);
    }

    private void WriteName(string name, bool isClassic)
    {
        if (isClassic)
        {
            output.Raw(Encoding.UTF8.GetBytes(name));
            return;
        }

        output.Raw("\""u8);
        WriteEscaped(Encoding.UTF8.GetBytes(name));
        output.Raw("\""u8);
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny((byte)'\\', (byte)'"', (byte)'\n') is >= 0 and var at)
        {
            output.Raw(text[..at]).Raw(text[at] switch
            {
                (byte)'\\' => "\\\\"u8,
                (byte)'"' => "\\\""u8,
                _ => "\\n"u8,
            });
            text = text[(at + 1)..];
        }

        output.Raw(text);
    }
}
