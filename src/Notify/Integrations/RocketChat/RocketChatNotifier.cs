using System.Globalization;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>Posts to Rocket.Chat by its REST API with a user's token. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/rocketchat, which reads the token files at load; here they are read at each send.
public sealed class RocketChatNotifier : INotifier
{
    private const string Wait = "must wait ";

    private readonly RocketChatConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly RocketChatMessage _message;

    /// <summary>Compiles the templates and makes the client.</summary>
    public RocketChatNotifier(RocketChatConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = new HttpSender(
            services.Http.Create(config.HttpConfig ?? HttpClientConfig.Default), services.Time, TimeSpan.Zero);
        _message = new RocketChatMessage(config, services.Templates);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        string token;
        string tokenId;
        try
        {
            token = SecretFile.Read(_config.Token?.Reveal() ?? "", _config.TokenFile);
            tokenId = SecretFile.Read(_config.TokenId?.Reveal() ?? "", _config.TokenIdFile);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        HttpCall call = HttpCall.PostJson(PostUrl(), _message.Write(rendering)) with
        {
            Secrets = [token, tokenId],
            AddHeaders = headers =>
            {
                headers.TryAddWithoutValidation("X-Auth-Token", token);
                headers.TryAddWithoutValidation("X-User-Id", tokenId);
            },
        };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return (broken ?? Judge(answer!)) with { TemplateError = rendering.Error };
    }

    private static SendOutcome Judge(HttpAnswer answer)
    {
        JsonAnswer? json = JsonAnswer.Parse(answer.Body);
        string error = json?.Text("error") ?? "";
        if (!answer.IsSuccess)
        {
            return HttpSender.Judge(answer, answer.Shown) is SendOutcome.Retry retry
                ? retry with { After = answer.RetryAfter ?? WaitIn(error) }
                : HttpSender.Judge(answer, answer.Shown);
        }

        if (json is not { } given)
        {
            return new SendOutcome.Retry(SendFailureReason.Other)
            {
                Code = answer.Code,
                Answer = "the answer is not JSON: " + answer.Shown,
                MayHaveArrived = true,
            };
        }

        if (given.IsTrue("success"))
        {
            return new SendOutcome.Delivered { Code = answer.Code, Answer = answer.Shown };
        }

        string text = "error response from Rocket.Chat: " + answer.Clean(error);
        bool isTooMany = (error + given.Text("errorType")).Contains("too-many-requests", StringComparison.OrdinalIgnoreCase);
        return isTooMany
            ? new SendOutcome.Retry(SendFailureReason.RateLimited)
            {
                Code = answer.Code,
                Answer = text,
                After = answer.RetryAfter ?? WaitIn(error),
            }
            : new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = answer.Code, Answer = text };
    }

    private Uri PostUrl()
    {
        var url = new UriBuilder(_config.ApiUrl!.ToUri());
        url.Path = url.Path.TrimEnd('/') + "/api/v1/chat.postMessage";
        return url.Uri;
    }

    // "… You must wait 42 seconds before trying this endpoint again. [error-too-many-requests]", and no Retry-After.
    private static TimeSpan? WaitIn(string error)
    {
        int at = error.IndexOf(Wait, StringComparison.OrdinalIgnoreCase) + Wait.Length;
        int end = at < Wait.Length ? -1 : error.IndexOf(' ', at);
        return end > at
            && int.TryParse(error.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
