using System.Globalization;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>
/// Judges what Microsoft Teams' webhooks answer. The old connectors say 200 whatever happened and tell a failure in the
/// body: "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …".
/// </summary>
// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#rate-limiting-for-connectors
internal static class TeamsAnswer
{
    private const string Failed = "Webhook message delivery failed";
    private const string Crashed = "System.Net.Http.HttpRequestException";
    private const string Status = "HTTP error ";

    /// <summary>The outcome; a body that does not tell of a failure is success, as a workflow's empty 202 is.</summary>
    public static SendOutcome Judge(HttpAnswer answer)
    {
        string body = answer.Body.TrimStart();
        bool isFailure = body.StartsWith(Failed, StringComparison.OrdinalIgnoreCase)
            || body.StartsWith(Crashed, StringComparison.Ordinal);
        if (!answer.IsSuccess || !isFailure)
        {
            return HttpSender.Judge(answer, answer.Shown);
        }

        int code = CodeIn(body);
        string text = "error response from Microsoft Teams: " + answer.Shown;
        SendFailureReason reason = HttpSender.ReasonOf(code);
        return code is 0 or 429 or >= 500
            ? new SendOutcome.Retry(reason) { Code = answer.Code, Answer = text, After = answer.RetryAfter }
            : new SendOutcome.Rejected(reason) { Code = answer.Code, Answer = text };
    }

    private static int CodeIn(string body)
    {
        int at = body.IndexOf(Status, StringComparison.OrdinalIgnoreCase) + Status.Length;
        return at >= Status.Length && at + 3 <= body.Length
            && int.TryParse(body.AsSpan(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            ? code
            : 0;
    }
}
