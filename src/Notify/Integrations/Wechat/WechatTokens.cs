using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Wechat;

/// <summary>
/// Gets access tokens and keeps the last one until shortly before it expires. Thread-safe: two attempts that ask at once
/// are both given the same token by WeChat.
/// </summary>
internal sealed class WechatTokens(HttpSender sender, TimeProvider time)
{
    // https://developer.work.weixin.qq.com/document/path/91039: two hours, and WeChat may withdraw one earlier.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private Held? _held;

    /// <summary>A token that is good for now, or why there is none.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="observer">Is told of the exchange, if there is one.</param>
    /// <param name="cancellation">Ends with the attempt.</param>
    public async Task<(string Token, SendOutcome? Failure)> GetAsync(
        WechatAccount account, ISendObserver observer, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _held) is { } held && held.Account == account && time.GetUtcNow() < held.Until)
        {
            return (held.Token.Reveal(), null);
        }

        string secret = account.Secret.Reveal();
        string query = $"corpid={Uri.EscapeDataString(account.CorpId)}&corpsecret={Uri.EscapeDataString(secret)}";
        var call = new HttpCall(HttpMethod.Get, new Uri(account.Api, "gettoken?" + query))
        {
            Secrets = [secret],
            SecretsIn = static body => [JsonAnswer.Parse(body)?.Text("access_token") ?? ""],
        };
        (HttpAnswer? answer, SendOutcome? broken) = await sender.SendAsync(call, observer, cancellation);

        // Whatever went wrong here, the message was not sent.
        return answer is null
            ? ("", broken is SendOutcome.Retry retry ? retry with { MayHaveArrived = false } : broken)
            : Take(answer, account);
    }

    /// <summary>Does not use that token again.</summary>
    public void Forget(string token)
    {
        if (Volatile.Read(ref _held) is { } held && held.Token.Reveal() == token)
        {
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    private (string Token, SendOutcome? Failure) Take(HttpAnswer answer, WechatAccount account)
    {
        JsonAnswer? json = answer.IsSuccess ? JsonAnswer.Parse(answer.Body) : null;
        string token = json?.Text("access_token") ?? "";
        if (token.Length > 0)
        {
            TimeSpan lasts = json?.Seconds("expires_in") is { } given && given < Longest ? given : Longest;
            Volatile.Write(ref _held, new Held(account, new Secret(token), time.GetUtcNow() + lasts - Margin));
            return (token, null);
        }

        if (json?.Whole("errcode") is not { } code)
        {
            SendFailureReason reason = answer.IsSuccess ? SendFailureReason.Other : HttpSender.ReasonOf(answer.Code);
            return ("", new SendOutcome.Retry(reason)
            {
                Code = answer.Code,
                Answer = $"no access token: status {answer.Code}: {answer.Shown}",
                After = answer.RetryAfter,
            });
        }

        string text = $"no access token: errcode {code}: {answer.Clean(json?.Text("errmsg") ?? "")}";
        return ("", WechatCode.ReasonOf(code) is SendFailureReason.ServerError or SendFailureReason.RateLimited
            ? new SendOutcome.Retry(WechatCode.ReasonOf(code)) { Code = answer.Code, Answer = text, After = answer.RetryAfter }
            : new SendOutcome.Rejected(SendFailureReason.AuthError) { Code = answer.Code, Answer = text });
    }

    private sealed record Held(WechatAccount Account, Secret Token, DateTimeOffset Until);
}

/// <summary>What a token is asked for with.</summary>
/// <param name="Api">The API; ends with a slash.</param>
/// <param name="CorpId">The company.</param>
/// <param name="Secret">The application's secret.</param>
internal sealed record WechatAccount(Uri Api, string CorpId, Secret Secret);
