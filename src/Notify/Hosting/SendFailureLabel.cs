using Tocsin.Model.Seams;

namespace Tocsin.Notify.Hosting;

/// <summary>The label of a failure in metrics.</summary>
public static class SendFailureLabel
{
    /// <summary>Upstream's word.</summary>
    public static string Label(this SendFailureReason reason) => reason switch
    {
        SendFailureReason.ClientError => "clientError",
        SendFailureReason.ServerError => "serverError",
        SendFailureReason.ContextCanceled => "contextCanceled",
        SendFailureReason.ContextDeadlineExceeded => "contextDeadlineExceeded",
        SendFailureReason.AuthError => "authError",
        SendFailureReason.RateLimited => "rateLimited",
        _ => "other",
    };
}
