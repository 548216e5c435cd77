using System.Net.Http.Headers;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>
/// Speaks to the metadata services of a machine or container: never through a proxy, never to where they redirect, and
/// not for long, since where there is no such service nobody answers.
/// </summary>
internal sealed class MetadataCall(HttpClientFactory http, TimeProvider time)
{
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html gives it a second.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly HttpSender _sender = new(
        http.Create(HttpClientConfig.Default with { FollowRedirects = false, EnableHttp2 = false }), time, Timeout);

    /// <summary>The body of the answer.</summary>
    /// <exception cref="ClientSetupException">There was none; the message says who did not answer, and how.</exception>
    public async Task<string> GetAsync(
        string source, (HttpMethod Method, Uri Url) call, Action<HttpRequestHeaders> addHeaders, CancellationToken cancellation)
    {
        // These exchanges are not told to the observer of the attempt: their answers are secrets from end to end.
        (HttpAnswer? answer, SendOutcome? failure) = await _sender.SendAsync(
            new HttpCall(call.Method, call.Url) { AddHeaders = addHeaders }, NoSendObserver.Instance, cancellation);
        return answer switch
        {
            { IsSuccess: true } => answer.Body,
            not null => throw new ClientSetupException($"aws: {source} answered with status {answer.Code}"),
            null => throw new ClientSetupException($"aws: {source} cannot be reached: {failure!.Answer}"),
        };
    }
}
