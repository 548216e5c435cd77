using Tocsin.Model.Seams;

namespace Tocsin.Notify.Integrations.Wechat;

/// <summary>WeChat Work's <c>errcode</c>, which is where it says how it went: the status is 200 whatever happened.</summary>
// https://developer.work.weixin.qq.com/document/path/90313
internal static class WechatCode
{
    public const long Ok = 0;

    /// <summary>True if the token has expired or was withdrawn: another one may be taken.</summary>
    public static bool IsTokenStale(long code) => code is 40001 or 40014 or 41001 or 42001;

    /// <summary>True if the same request may succeed later.</summary>
    public static bool IsPassing(long code) => IsTokenStale(code) || ReasonOf(code) is SendFailureReason.ServerError
        or SendFailureReason.RateLimited;

    /// <summary>The class of a failure.</summary>
    public static SendFailureReason ReasonOf(long code) => code switch
    {
        -1 or 50001 => SendFailureReason.ServerError,
        45009 or 45011 or 45033 => SendFailureReason.RateLimited,
        40001 or 40013 or 40014 or 41001 or 42001 or 48002 or 60020 or 301002 => SendFailureReason.AuthError,
        _ => SendFailureReason.ClientError,
    };
}
