namespace Tocsin.Conformance.Differential;

/// <summary>One request of the corpus.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path and query, below the root.</param>
/// <param name="Body">Its body; null for none.</param>
internal sealed record ApiCase(string Method, string Path, string? Body)
{
    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>True if the body of the answer is the program's own wording or numbers.</summary>
    public bool StatusOnly { get; init; }

    /// <summary>True if not even the type of the answer is compared.</summary>
    public bool CodeOnly { get; init; }

    /// <summary>Where it stands, for the report.</summary>
    public string Place { get; init; } = "";

    /// <summary>
    /// Reads a corpus: blocks between lines of three dashes, each a request line, headers, and after an empty line the
    /// body. <c>#</c> begins a comment, <c>! status</c> asks for status and type only,
    /// <c>! code</c> for the status alone.
    /// </summary>
    public static IReadOnlyList<ApiCase> Read(string file)
    {
        var cases = new List<ApiCase>();
        int number = 0;
        foreach (string block in File.ReadAllText(file).Split("\n---\n"))
        {
            number++;
            string[] lines = [.. block.TrimStart('\n').Split('\n').SkipWhile(l => l.StartsWith('#'))];
            string asked = lines[0].StartsWith('!') ? lines[0] : "";
            lines = asked.Length > 0 ? lines[1..] : lines;
            string[] request = lines[0].Split(' ', 2);
            int empty = Array.IndexOf(lines, "");
            string[] head = empty < 0 ? lines : lines[..empty];
            string? type = Array.Find(head, l => l.StartsWith("Content-Type: ", StringComparison.Ordinal));
            string? body = request[0] == "POST" && empty > 0 ? string.Join('\n', lines[(empty + 1)..]) : null;
            cases.Add(new ApiCase(request[0], request[1], body)
            {
                ContentType = type?["Content-Type: ".Length..] ?? "application/json",
                StatusOnly = asked == "! status",
                CodeOnly = asked == "! code",
                Place = $"{System.IO.Path.GetFileName(file)} #{number}",
            });
        }

        return cases;
    }
}
