using System.Text;

namespace Tocsin.Conformance.Receivers;

/// <summary>One request as a vendor saw it.</summary>
internal sealed record VendorRequest
{
    /// <summary>The header by which a receiver says which one it is, where the vendor's URL is fixed.</summary>
    public const string CaseHeader = "X-Case";

    /// <summary>Its method.</summary>
    public required string Method { get; init; }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>The host it was meant for, with the port.</summary>
    public required string Host { get; init; }

    /// <summary>Path and query as they stood on the wire.</summary>
    public required string Target { get; init; }

    /// <summary>Its headers, names in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Its body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The request for a tunnel, from its line and headers.</summary>
    public static VendorRequest OfTunnel(string head)
    {
        string[] lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] words = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] sides in lines.Skip(1).Select(line => line.Split(": ", 2)))
        {
            headers[sides[0]] = headers.TryGetValue(sides[0], out string? before) ? $"{before},{sides[1]}" : sides[1];
        }

        return new VendorRequest
        {
            Method = words[0],
            Protocol = words[2],
            Scheme = "tunnel",
            Host = headers.GetValueOrDefault("Host", ""),
            Target = words[1],
            Headers = headers,
            Body = [],
        };
    }

    /// <summary>The path without the query, as it stood on the wire.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The query without the question mark; empty if there is none.</summary>
    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target[(Target.IndexOf('?') + 1)..] : "";

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The receiver that sent it.</summary>
    public string Case => Headers.TryGetValue(CaseHeader, out string? name) ? name : Method == "CONNECT" ? "tunnel" : Path.Split('/')[1];

    /// <summary>Line, headers and body.</summary>
    public string Everything => $"{Method} {Target}\n{string.Join('\n', Headers.Select(h => $"{h.Key}: {h.Value}"))}\n\n{Text}";

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Scheme}://{Host}{Target} {Text}";
}
