using System.Net.Http.Headers;

namespace Tocsin.Notify.HttpClients;

/// <summary>Adds a token to each request, and gets a new one once if the receiver refuses it.</summary>
internal sealed class OAuth2Handler(OAuth2Tokens tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string token = await tokens.GetAsync(cancellationToken);
        SentSecrets.Note(request, token);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            // Revoked, or its key rotated: the next attempt must not use it again.
            tokens.Forget(token);
        }

        return response;
    }
}
