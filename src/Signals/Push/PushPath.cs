using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Tocsin.Model.Labels;

namespace Tocsin.Signals.Push;

/// <summary>Reads the labels of a group out of a path: <c>/job/JOB/LABEL/VALUE…</c>, a value in base64 after <c>@base64</c>.</summary>
// Source: Pushgateway README, "URL"; handler, splitLabels: the whole path is decoded first, an escaped slash is a slash.
public static class PushPath
{
    private const string Base64 = "@base64";
    private const int LabelsMax = 64;
    private const int TextBytesMax = 64 * 1024;

    /// <summary>Reads a path.</summary>
    /// <param name="path">From <c>job</c> on, still escaped, without a query.</param>
    /// <param name="labels">The labels, by name.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? Read(string path, out IReadOnlyList<PushLabel> labels)
    {
        labels = [];
        if (path.Length > TextBytesMax || !TryUnescape(path, out string plain))
        {
            return "the path is too long, or is not UTF-8 once unescaped";
        }

        string[] parts = plain.Split('/');
        string job = parts.Length > 1 ? parts[1] : "";
        if (parts[0] == "job" + Base64 && !TryDecode(job, out job))
        {
            return $"invalid base64 encoding in job name {GoQuote.Quote(job)}";
        }

        // A slash at the end begins no label.
        ReadOnlySpan<string> rest = parts.Length == 3 && parts[2].Length == 0 ? [] : parts.AsSpan(Math.Min(2, parts.Length));
        if (rest.Length % 2 != 0)
        {
            return $"odd number of components in label string {GoQuote.Quote("/" + string.Join('/', rest))}";
        }

        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < rest.Length; i += 2)
        {
            if (ReadLabel(rest[i], rest[i + 1], found) is { } fault)
            {
                return fault;
            }
        }

        if (job.Length == 0)
        {
            return "job name is required";
        }

        found[PushLabel.Job] = job;
        labels = [.. found.Select(pair => new PushLabel(pair.Key, pair.Value))];
        return labels.Count > LabelsMax ? $"a group has at most {LabelsMax} labels" : null;
    }

    private static string? ReadLabel(string name, string value, SortedDictionary<string, string> found)
    {
        bool isEncoded = name.EndsWith(Base64, StringComparison.Ordinal);
        string plain = isEncoded ? name[..^Base64.Length] : name;
        if (!LabelName.IsClassic(plain) || plain.StartsWith("__", StringComparison.Ordinal))
        {
            return $"improper label name {GoQuote.Quote(plain)}";
        }

        if (isEncoded && !TryDecode(value, out value))
        {
            return $"invalid base64 encoding for label {plain}={GoQuote.Quote(value)}";
        }

        found[plain] = value;
        return null;
    }

    private static bool TryUnescape(string path, out string plain)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            bool isEscape = bytes[i] == (byte)'%' && i + 2 < bytes.Length
                && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = isEscape ? (byte)((Digit(bytes[i + 1]) << 4) | Digit(bytes[i + 2])) : bytes[i];
            i += isEscape ? 2 : 0;
        }

        bool isGood = Utf8.IsValid(bytes.AsSpan(0, length));
        plain = isGood ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return isGood;
    }

    private static int Digit(byte hex) => hex <= (byte)'9' ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static bool TryDecode(string value, out string plain)
    {
        plain = value;
        string digits = value.TrimEnd('=');
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(digits.Length)];
        // White space within is none of the alphabet.
        if (digits.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            || !Base64Url.TryDecodeFromChars(digits, bytes, out int written) || !Utf8.IsValid(bytes.AsSpan(0, written)))
        {
            return false;
        }

        plain = Encoding.UTF8.GetString(bytes, 0, written);
        return true;
    }
}
