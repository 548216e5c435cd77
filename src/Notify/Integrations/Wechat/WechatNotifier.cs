using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Wechat;

/// <summary>Sends a message by an application of WeChat Work. Thread-safe; it keeps nothing but an access token.</summary>
// Source: Alertmanager notify/wechat, which retries every status but 200. Difference, on purpose: a token that WeChat does
// not take any more is replaced within the attempt, and the codes of passing trouble are retried.
public sealed class WechatNotifier : INotifier
{
    private readonly WechatConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly WechatTokens _tokens;
    private readonly WechatMessage _message;
    private readonly FieldTemplate _corpId;
    private readonly FieldTemplate? _secret;

    /// <summary>Compiles the templates and makes the client.</summary>
    public WechatNotifier(WechatConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = new HttpSender(
            services.Http.Create(config.HttpConfig ?? HttpClientConfig.Default), services.Time, TimeSpan.Zero);
        _tokens = new WechatTokens(_sender, services.Time);
        _message = new WechatMessage(config, services.Templates);
        _corpId = services.Templates.Text("corp_id", config.CorpId);
        _secret = config.ApiSecret.IsEmpty ? null : services.Templates.Text("api_secret", config.ApiSecret.Reveal());
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        (WechatAccount? account, SendOutcome? fault) = AccountOf(rendering);
        SendOutcome outcome = account is null
            ? fault!
            : await SendAsync(account, _message.Write(rendering), observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private async Task<SendOutcome> SendAsync(
        WechatAccount account, ReadOnlyMemory<byte> body, ISendObserver observer, CancellationToken cancellation)
    {
        for (bool isLast = false; ; isLast = true)
        {
            (string token, SendOutcome? failure) = await _tokens.GetAsync(account, observer, cancellation);
            if (failure is not null)
            {
                return failure;
            }

            var url = new Uri(account.Api, "message/send?access_token=" + Uri.EscapeDataString(token));
            HttpCall call = HttpCall.PostJson(url, body) with { Secrets = [token] };
            (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
            (SendOutcome outcome, bool isStale) = answer is null ? (broken!, false) : Judge(answer);
            if (isStale)
            {
                _tokens.Forget(token);
            }

            if (!isStale || isLast)
            {
                return outcome;
            }
        }
    }

    private (WechatAccount? Account, SendOutcome? Fault) AccountOf(Rendering rendering)
    {
        string corpId = rendering.Text(_corpId);
        string secret;
        try
        {
            secret = rendering.Text(
                _secret ?? _services.Templates.Text("api_secret_file", SecretFile.ReadFile(_config.ApiSecretFile)));
        }
        catch (ClientSetupException wrong)
        {
            return (null, new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message });
        }

        return corpId.Length > 0 && secret.Length > 0
            ? (new WechatAccount(_config.ApiUrl!.WithTrailingSlash().ToUri(), corpId, new Secret(secret)), null)
            : (null, new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = $"{(corpId.Length == 0 ? "corp_id" : "api_secret")} is empty after its template ran",
            });
    }

    private static (SendOutcome Outcome, bool IsStale) Judge(HttpAnswer answer)
    {
        if (answer.Code != 200)
        {
            return (new SendOutcome.Retry(HttpSender.ReasonOf(answer.Code))
            {
                Code = answer.Code,
                Answer = $"unexpected status code {answer.Code}: {answer.Shown}",
                After = answer.RetryAfter,
            }, false);
        }

        if (JsonAnswer.Parse(answer.Body) is not { } json || json.Whole("errcode") is not { } code)
        {
            return (new SendOutcome.Retry(SendFailureReason.Other)
            {
                Code = answer.Code,
                Answer = "the answer has no errcode: " + answer.Shown,
                MayHaveArrived = true,
            }, false);
        }

        if (code == WechatCode.Ok)
        {
            // Among them may be users whom WeChat does not know; the answer names them.
            return (new SendOutcome.Delivered { Code = answer.Code, Answer = answer.Shown }, false);
        }

        string text = $"errcode {code} from WeChat: {answer.Clean(json.Text("errmsg"))}";
        return (WechatCode.IsPassing(code)
            ? new SendOutcome.Retry(WechatCode.ReasonOf(code)) { Code = answer.Code, Answer = text, After = answer.RetryAfter }
            : new SendOutcome.Rejected(WechatCode.ReasonOf(code)) { Code = answer.Code, Answer = text },
            WechatCode.IsTokenStale(code));
    }
}
