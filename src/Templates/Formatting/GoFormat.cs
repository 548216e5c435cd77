using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

/// <summary>Go's <c>fmt</c> over template values.</summary>
public static class GoFormat
{
    private const int PooledCharsMax = 16 * 1024;

    [ThreadStatic]
    private static FormatPrinter? _pooled;

    /// <summary><c>fmt.Sprint</c>: spaces only between values of which neither is a string.</summary>
    public static string Sprint(params ReadOnlySpan<GoValue> values)
    {
        if (values.Length == 1 && values[0] is GoString single)
        {
            return single.Text;
        }

        (FormatPrinter printer, StringBuilder text) = Rent();
        bool wasString = true;
        for (int i = 0; i < values.Length; i++)
        {
            bool isString = values[i].Kind == GoKind.String;
            text.Append(i > 0 && !isString && !wasString ? " " : "");
            printer.PrintArgument(values[i], 'v');
            wasString = isString;
        }

        return Return(printer, text);
    }

    /// <summary><c>fmt.Sprintln</c>: spaces between all values, and a newline.</summary>
    public static string Sprintln(params ReadOnlySpan<GoValue> values)
    {
        (FormatPrinter printer, StringBuilder text) = Rent();
        for (int i = 0; i < values.Length; i++)
        {
            text.Append(i > 0 ? " " : "");
            printer.PrintArgument(values[i], 'v');
        }

        text.Append('\n');
        return Return(printer, text);
    }

    /// <summary><c>fmt.Sprintf</c>, with Go's <c>%!</c> notes for what does not fit.</summary>
    public static string Sprintf(string format, params ReadOnlySpan<GoValue> values)
    {
        (FormatPrinter printer, StringBuilder text) = Rent();
        printer.PrintFormat(format, values);
        return Return(printer, text);
    }

    // A notification prints thousands of values; one printer per thread costs each of them only its result.
    private static (FormatPrinter Printer, StringBuilder Text) Rent()
    {
        FormatPrinter printer = _pooled ?? new FormatPrinter(new StringBuilder(256));
        _pooled = null;
        printer.ClearFlags();
        return (printer, printer.Text);
    }

    private static string Return(FormatPrinter printer, StringBuilder text)
    {
        string printed = text.ToString();
        if (text.Capacity <= PooledCharsMax)
        {
            text.Clear();
            _pooled = printer;
        }

        return printed;
    }
}
