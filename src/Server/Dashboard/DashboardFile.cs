namespace Tocsin.Server.Dashboard;

/// <summary>One file of the dashboard with its compressed forms.</summary>
/// <param name="Name">Its path without a slash in front.</param>
/// <param name="Bytes">The file as it is.</param>
internal sealed record DashboardFile(string Name, byte[] Bytes)
{
    /// <summary>The same, compressed with Brotli; null if that is not smaller.</summary>
    public byte[]? Brotli { get; init; }

    /// <summary>The same, compressed with gzip; null if that is not smaller.</summary>
    public byte[]? Gzip { get; init; }

    /// <summary>What changes when the file does, in quotes.</summary>
    public required string ETag { get; init; }

    /// <summary>The build puts a hash of the content into these names, so they never change.</summary>
    public bool IsImmutable => Name.StartsWith("assets/", StringComparison.Ordinal);

    /// <summary>What a browser is told that it is; with <c>nosniff</c> it believes nothing else.</summary>
    public string ContentType => Path.GetExtension(Name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        ".webmanifest" => "application/manifest+json",
        ".json" => "application/json",
        _ => "text/plain; charset=utf-8",
    };
}
