using System.Globalization;
using Tocsin.Model.Labels;

namespace Tocsin.Tool.CommandLine;

/// <summary>Checks the text of a value against its kind, with kingpin's words.</summary>
internal static class ValueCheck
{
    public static string? Find(FlagSpec flag, string value) => flag.Kind == ValueKind.Choice
        ? flag.Choices.Contains(value)
            ? null
            : $"enum value must be one of {string.Join(',', flag.Choices)}, got '{value}'"
        : Find(flag.Kind, value) ?? flag.Check?.Invoke(value);

    public static string? Find(ValueKind kind, string value) => kind switch
    {
        ValueKind.Whole or ValueKind.Number => NumberError(value),
        ValueKind.Duration => GoDurationText.Parse(value, out string? error) is null ? error : null,
        ValueKind.ExistingFile or ValueKind.ExistingFileList => FileError(value),
        ValueKind.Url => UrlError(value),
        _ => null,
    };

    private static string? NumberError(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? null
            : $"strconv.ParseFloat: parsing {GoQuote.Quote(value)}: invalid syntax";

    private static string? FileError(string value) => Directory.Exists(value)
        ? $"'{Path.GetFileName(Path.TrimEndingDirectorySeparator(value))}' is a directory"
        : File.Exists(value) ? null : $"path '{value}' does not exist";

    private static string? UrlError(string value) => Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _)
        && !value.StartsWith(':')
            ? null
            : $"invalid URL: parse {GoQuote.Quote(value)}: not an address";
}
