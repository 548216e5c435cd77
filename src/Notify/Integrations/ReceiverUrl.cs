using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations;

/// <summary>Where an integration sends to, as found at the moment of sending. Its text may be a secret and is not told.</summary>
/// <param name="Url">An absolute http or https URL; null if there is none.</param>
/// <param name="Failure">Why there is none; null if there is one.</param>
internal readonly record struct ReceiverUrl(Uri? Url, SendOutcome? Failure)
{
    /// <summary>Reads the URL's text, which may stand in a file, and checks it.</summary>
    /// <param name="what">What it is, for the sentence that says it is wrong: <c>the API URL</c>.</param>
    /// <param name="read">Gives the text; null if its template failed.</param>
    /// <param name="last">What was found the last time, which is nearly always this again.</param>
    public static ReceiverUrl Read(string what, Func<string?> read, Uri? last = null)
    {
        try
        {
            string? text = read();
            return last is not null && last.OriginalString == text ? new ReceiverUrl(last, null) : Of(what, text);
        }
        catch (ClientSetupException wrong)
        {
            // A file that is being replaced is there again a moment later.
            return new ReceiverUrl(null, new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message });
        }
    }

    private static ReceiverUrl Of(string what, string? text)
    {
        string fault;
        if (text is null)
        {
            fault = $"the template of {what} failed";
        }
        else if (text.Length == 0)
        {
            fault = $"{what} is empty";
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            fault = $"{what} is not an absolute http or https URL";
        }
        else
        {
            return new ReceiverUrl(url, null);
        }

        return new ReceiverUrl(null, new SendOutcome.Rejected(SendFailureReason.Other) { Answer = fault });
    }
}
