using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

/// <summary>Go's <c>fmt</c> over template values.</summary>
public static class GoFormat
{
    /// <summary><c>fmt.Sprint</c>: spaces only between values of which neither is a string.</summary>
    public static string Sprint(params ReadOnlySpan<GoValue> values)
    {
        if (values.Length == 1 && values[0] is GoString single)
        {
            return single.Text;
        }

        var text = new StringBuilder();
        var printer = new FormatPrinter(text);
        bool wasString = true;
        for (int i = 0; i < values.Length; i++)
        {
            bool isString = values[i].Kind == GoKind.String;
            text.Append(i > 0 && !isString && !wasString ? " " : "");
            printer.PrintArgument(values[i], 'v');
            wasString = isString;
        }

        return text.ToString();
    }

    /// <summary><c>fmt.Sprintln</c>: spaces between all values, and a newline.</summary>
    public static string Sprintln(params ReadOnlySpan<GoValue> values)
    {
        var text = new StringBuilder();
        var printer = new FormatPrinter(text);
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i > 0 ? " " : "");
            printer.PrintArgument(values[i], 'v');
        }

        return text.Append('\n').ToString();
    }

    /// <summary><c>fmt.Sprintf</c>, with Go's <c>%!</c> notes for what does not fit.</summary>
    public static string Sprintf(string format, params ReadOnlySpan<GoValue> values)
    {
        var text = new StringBuilder(format.Length + 16);
        new FormatPrinter(text).PrintFormat(format, values);
        return text.ToString();
    }

    /// <summary>Prints one value as <c>%v</c> to the end of a text.</summary>
    internal static void Append(StringBuilder text, GoValue value) => new FormatPrinter(text).PrintArgument(value, 'v');
}
