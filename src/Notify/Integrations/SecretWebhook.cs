using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations;

/// <summary>
/// Posts a JSON message to a URL that is itself the secret and may stand in a file, as chats give them out. Immutable and
/// thread-safe.
/// </summary>
internal sealed class SecretWebhook
{
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;

    /// <summary>Makes the client.</summary>
    public SecretWebhook(IntegrationServices services, HttpClientConfig? http)
    {
        _services = services;
        _sender = new HttpSender(services.Http.Create(http ?? HttpClientConfig.Default), services.Time, TimeSpan.Zero);
    }

    /// <summary>The URL; empty if it stands in a file.</summary>
    public required Secret Url { get; init; }

    /// <summary>The file with the URL, read at each send.</summary>
    public required string UrlFile { get; init; }

    /// <summary>Writes the message.</summary>
    public required Func<Rendering, ReadOnlyMemory<byte>> Write { get; init; }

    /// <summary>Says what an answer means.</summary>
    public Func<HttpAnswer, SendOutcome> Judge { get; init; } = static answer => HttpSender.Judge(answer, answer.Shown);

    /// <summary>Makes one attempt.</summary>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the webhook URL", () => SecretFile.Read(Url.Reveal(), UrlFile));
        if (url is null)
        {
            return failure!;
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        (HttpAnswer? answer, SendOutcome? broken) =
            await _sender.PostJsonAsync(url, Write(rendering), observer, cancellation);
        return (broken ?? Judge(answer!)) with { TemplateError = rendering.Error };
    }
}
