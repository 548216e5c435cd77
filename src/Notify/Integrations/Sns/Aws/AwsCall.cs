using System.Net.Http.Headers;
using System.Text;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>Makes requests to AWS's query APIs: a form that is posted, signed or not.</summary>
internal static class AwsCall
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>A form that needs no signature.</summary>
    public static HttpCall Unsigned(Uri url, IEnumerable<(string Name, string Value)> form) =>
        new(HttpMethod.Post, url) { Body = Write(form), ContentType = Form };

    /// <summary>A signed form.</summary>
    public static HttpCall Signed(
        Uri url, IEnumerable<(string Name, string Value)> form, AwsCredentials credentials, AwsScope scope)
    {
        ReadOnlyMemory<byte> body = Write(form);
        string token = credentials.SessionToken.Reveal();
        List<KeyValuePair<string, string>> added = [new("X-Amz-Date", scope.Date)];
        if (token.Length > 0)
        {
            added.Add(new("X-Amz-Security-Token", token));
        }

        string signature = AwsSigner.Sign(
            new SignedRequest("POST", url, [new("Host", url.Authority), new("Content-Type", Form), .. added], body),
            credentials, scope);
        return new HttpCall(HttpMethod.Post, url)
        {
            Body = body,
            ContentType = Form,
            AddHeaders = headers => Add(headers, [.. added, new("Authorization", signature)]),

            // Whoever has a signature can send the same message again for some minutes.
            Secrets = [signature, signature[(signature.LastIndexOf('=') + 1)..], token, credentials.SecretKey.Reveal()],
        };
    }

    private static void Add(HttpRequestHeaders headers, IEnumerable<KeyValuePair<string, string>> added)
    {
        foreach ((string name, string value) in added)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ReadOnlyMemory<byte> Write(IEnumerable<(string Name, string Value)> form) => Encoding.ASCII.GetBytes(
        string.Join('&', form.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")));
}
