using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Exec;

namespace Tocsin.Notify.Rehearsals;

/// <summary>
/// Stands where the network would be: takes every request down and plays the answers. Belongs to one rehearsal.
/// </summary>
/// <param name="answers">The answers of the integration.</param>
internal sealed class Stage(IReadOnlyList<SampleAnswer> answers) : HttpMessageHandler
{
    private static readonly SampleAnswer Plain = new("ok") { ContentType = "text/plain" };

    // RFC 6749 §5.1, for http_config.oauth2.
    private static readonly SampleAnswer OAuth2 =
        new("""{"access_token":"sample-access-token","token_type":"Bearer","expires_in":3600}""") { InBody = "grant_type=" };

    private readonly Lock _gate = new();
    private readonly List<Func<SecretMask, RecordedRequest>> _requests = [];
    private readonly List<string> _secrets = [];

    /// <summary>Where mail is taken down.</summary>
    public StageMailWire Mail => new(this);

    /// <summary>What was taken down, in its order, without what was revealed meanwhile.</summary>
    public IReadOnlyList<RecordedRequest> Show(SecretMask mask)
    {
        lock (_gate)
        {
            return [.. _requests.Select(show => show(mask))];
        }
    }

    /// <summary>The mask for what was revealed, and for what was noted as a secret of a request.</summary>
    public SecretMask MaskOf(RevealedSecrets revealed)
    {
        lock (_gate)
        {
            return new SecretMask([.. revealed.Texts, .. _secrets]);
        }
    }

    /// <summary>Takes the run of a program down.</summary>
    public ProgramEnd Run(IReadOnlyList<string> command, ProgramSurroundings around)
    {
        byte[] input = around.Input.ToArray();
        lock (_gate)
        {
            _requests.Add(mask => new RecordedRequest
            {
                Method = "EXEC",
                Url = mask.Hide(string.Join(' ', command.Select(Quote))),
                Headers = [.. around.Environment.Select(variable => (variable.Key, mask.Hide(variable.Value)))],
                Body = mask.Hide(Encoding.UTF8.GetString(input)),
                BodyBytes = input.Length,
                BodyDigest = Convert.ToHexStringLower(SHA256.HashData(input)),
            });
        }

        return new ProgramEnd(0, "", "");
    }

    /// <summary>Takes a mail down.</summary>
    public void Take(string server, IReadOnlyList<string> commands, string content)
    {
        byte[] body = Encoding.UTF8.GetBytes(content);
        lock (_gate)
        {
            _requests.Add(mask => new RecordedRequest
            {
                Method = "SMTP",
                Url = "smtp://" + server,
                Commands = [.. commands.Select(mask.Hide)],
                Body = mask.Hide(content),
                BodyBytes = body.Length,
                BodyDigest = Convert.ToHexStringLower(SHA256.HashData(body)),
                AnswerCode = 250,
                Answer = "2.0.0 taken",
            });
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        string text = Encoding.UTF8.GetString(body);
        Uri url = request.RequestUri!;
        SampleAnswer answer = answers.FirstOrDefault(one => one.Fits(request.Method, url, text))
            ?? (OAuth2.Fits(request.Method, url, text) ? OAuth2 : Plain);
        Take(request, body, answer);
        return new HttpResponseMessage((HttpStatusCode)answer.Code)
        {
            RequestMessage = request,
            Content = new StringContent(answer.Body, Encoding.UTF8, answer.ContentType),
        };
    }

    private void Take(HttpRequestMessage request, byte[] body, SampleAnswer answer)
    {
        string method = request.Method.Method;
        Uri url = request.RequestUri!;
        string text = Encoding.UTF8.GetString(body);
        bool isForm = request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded";
        List<(string Name, string Value)> headers = [("Host", url.Authority), .. HeadersOf(request)];
        lock (_gate)
        {
            // The URL itself is noted too, wherever it goes; whether it is secret is for the mask to know.
            _secrets.AddRange(SentSecrets.Of(request).Except(Redactor.SecretsOf(url)));
            _requests.Add(mask => new RecordedRequest
            {
                Method = method,
                Url = mask.HideUrl(url),
                Headers = [.. headers.Select(header => (header.Name, mask.HideHeader(header.Name, header.Value)))],
                Body = isForm ? mask.HideForm(text) : mask.Hide(text),
                BodyBytes = body.Length,
                BodyDigest = body.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(body)),
                AnswerCode = answer.Code,
                Answer = mask.Hide(answer.Body),
            });
        }
    }

    // As a shell would need it, though none is asked.
    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<(string Name, string Value)> HeadersOf(HttpRequestMessage request)
    {
        var all = request.Headers.NonValidated.AsEnumerable();
        if (request.Content is { } content)
        {
            _ = content.Headers.ContentLength;
            all = all.Concat(content.Headers.NonValidated);
        }

        return all.SelectMany(header => header.Value.Select(value => (header.Key, value)));
    }
}
