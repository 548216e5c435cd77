using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

/// <summary>Compares a request with the one written in a test.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // The same in every request, and each proved once elsewhere.
    private static readonly string[] Boilerplate = ["Host", "User-Agent", "Content-Length", "Accept-Encoding", "traceparent"];

    /// <summary>Fails with a diff, JSON indented, unless the request is exactly the golden one.</summary>
    /// <param name="golden">
    /// Method and path, headers in the order of their names, an empty line, the body. The body may be broken across
    /// lines wherever it reads well; the line feed with which Go ends JSON is not written.
    /// </param>
    /// <param name="request">What was received.</param>
    public static void Holds(string golden, WireRequest request)
    {
        string expected = Joined(golden.ReplaceLineEndings("\n"));
        string actual = Text(request);
        if (expected != actual)
        {
            Assert.Fail("the request differs (- expected, + received):\n" + Diff(Indent(expected), Indent(actual)));
        }
    }

    private static string Text(WireRequest request)
    {
        IEnumerable<string> headers = request.Headers
            .Where(h => !Boilerplate.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {h.Value}\n");
        string line = request.Line[..request.Line.LastIndexOf(' ')];
        string body = request.Body.EndsWith('\n') ? request.Body[..^1] : request.Body;
        return $"{line}\n{string.Concat(headers)}\n{body}";
    }

    private static string Joined(string golden)
    {
        int head = golden.IndexOf("\n\n", StringComparison.Ordinal);
        return head < 0 ? golden + "\n\n" : golden[..(head + 2)] + golden[(head + 2)..].Replace("\n", "", StringComparison.Ordinal);
    }

    private static string Indent(string text)
    {
        int body = text.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        try
        {
            using JsonDocument json = JsonDocument.Parse(text[body..]);
            return text[..body] + JsonSerializer.Serialize(json, Readable);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    // What both begin with and end with is left out, but for two lines on each side.
    private static string Diff(string expected, string actual)
    {
        const int Around = 2;
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int shorter = Math.Min(left.Length, right.Length);
        int start = left.Zip(right).TakeWhile(p => p.First == p.Second).Count();
        int end = left.Reverse().Zip(right.Reverse()).Take(shorter - start).TakeWhile(p => p.First == p.Second).Count();
        if (start == left.Length && start == right.Length)
        {
            return $"only in how the JSON is written:\n- {expected}\n+ {actual}";
        }

        var diff = new StringBuilder();
        Append(' ', left[Math.Max(0, start - Around)..start]);
        Append('-', left[start..^end]);
        Append('+', right[start..^end]);
        Append(' ', left[^end..Math.Min(left.Length, left.Length - end + Around)]);
        return diff.ToString();

        void Append(char mark, string[] lines)
        {
            foreach (string line in lines)
            {
                diff.Append(mark).Append(' ').Append(line).Append('\n');
            }
        }
    }
}
