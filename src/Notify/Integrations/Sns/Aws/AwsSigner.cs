using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>What a signature holds for.</summary>
/// <param name="At">The instant; AWS takes a request for about five minutes before and after.</param>
/// <param name="Region">The region, such as <c>eu-central-1</c>.</param>
/// <param name="Service">The service, such as <c>sns</c>.</param>
public sealed record AwsScope(DateTimeOffset At, string Region, string Service)
{
    /// <summary>The instant as the header <c>X-Amz-Date</c> has it.</summary>
    public string Date => At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Day, region and service with slashes between them.</summary>
    public override string ToString() => $"{Date[..8]}/{Region}/{Service}/aws4_request";
}

/// <summary>What is signed of a request.</summary>
/// <param name="Method">GET, POST…</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Headers">The headers to sign, with any letters; Host and X-Amz-Date among them.</param>
/// <param name="Body">The body.</param>
public sealed record SignedRequest(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);

/// <summary>Signs requests to AWS with version 4 of its signatures. Pure.</summary>
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public static class AwsSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The value of the header Authorization.</summary>
    public static string Sign(SignedRequest request, AwsCredentials credentials, AwsScope scope)
    {
        (string canonical, string headers) = Canonical(request);
        string signed = $"{Algorithm}\n{scope.Date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey.Reveal());
        foreach (string part in scope.ToString().Split('/'))
        {
            key = Hmac(key, part);
        }

        return $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={headers}, "
            + $"Signature={Hex(Hmac(key, signed))}";
    }

    /// <summary>The form of a request that is hashed, and the names of its headers.</summary>
    public static (string Text, string Headers) Canonical(SignedRequest request)
    {
        IEnumerable<IGrouping<string, string>> headers = request.Headers
            .GroupBy(h => h.Key.ToLowerInvariant(), h => Squeeze(h.Value)).OrderBy(g => g.Key, StringComparer.Ordinal);
        string names = string.Join(';', headers.Select(g => g.Key));
        var text = new StringBuilder(request.Method).Append('\n')
            .Append(Path(request.Url)).Append('\n')
            .Append(Query(request.Url)).Append('\n');
        foreach (IGrouping<string, string> header in headers)
        {
            text.Append(header.Key).Append(':').Append(string.Join(',', header)).Append('\n');
        }

        return (text.Append('\n').Append(names).Append('\n').Append(Hex(SHA256.HashData(request.Body.Span))).ToString(), names);
    }

    // Each part is escaped once more, as every service but S3 wants it.
    private static string Path(Uri url) => string.Join('/', url.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string Query(Uri url)
    {
        IEnumerable<(string Name, string Value)> pairs = url.Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2))
            .Select(p => (Escape(p[0]), p.Length > 1 ? Escape(p[1]) : ""))
            .OrderBy(p => p.Item1, StringComparer.Ordinal).ThenBy(p => p.Item2, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(p => $"{p.Name}={p.Value}"));
    }

    private static string Escape(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    private static string Squeeze(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
