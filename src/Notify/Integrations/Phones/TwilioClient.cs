using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>Writes what Twilio is to do with a message, besides to whom and from whom.</summary>
internal delegate IEnumerable<(string Name, string Value)> TwilioForm(PhoneMessage message);

/// <summary>Hands messages to Twilio's REST API, or to whoever speaks like it. Thread-safe.</summary>
/// <param name="config">The account.</param>
/// <param name="resource"><c>Messages</c> or <c>Calls</c>.</param>
/// <param name="sender">Makes the requests.</param>
/// <param name="form">Writes the form.</param>
// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
// https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
internal sealed class TwilioClient(PhoneProviderConfig config, string resource, HttpSender sender, TwilioForm form) : IPhoneProvider
{
    private const string Form = "application/x-www-form-urlencoded; charset=utf-8";

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(PhoneMessage message, ISendObserver observer, CancellationToken cancellation)
    {
        string token;
        try
        {
            token = SecretFile.Read(config.AuthToken.Reveal(), config.AuthTokenFile);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        string account = Uri.EscapeDataString(config.AccountSid);
        var url = new Uri($"{config.ApiUrl!.WithTrailingSlash().Text}2010-04-01/Accounts/{account}/{resource}.json");
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{config.AccountSid}:{token}"));
        HttpCall call = new(HttpMethod.Post, url)
        {
            Body = Encoding.ASCII.GetBytes(string.Join('&', form(message)
                .Prepend((Name: "To", Value: message.To)).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"))),
            ContentType = Form,

            // Without a token http_config brings its own: the key of an API user, say.
            AddHeaders = token.Length == 0
                ? null
                : headers => headers.TryAddWithoutValidation("Authorization", "Basic " + credentials),
            Secrets = [token, credentials],
        };
        (HttpAnswer? answer, SendOutcome? broken) = await sender.SendAsync(call, observer, cancellation);
        return broken ?? HttpSender.Judge(answer!, Explain(answer!));
    }

    // {"code":21211,"message":"The 'To' number … is not valid.","status":400}, or {"sid":"SM…","status":"queued",…}
    private static string Explain(HttpAnswer answer)
    {
        if (JsonAnswer.Parse(answer.Body) is not { } json)
        {
            return answer.Shown;
        }

        string text = answer.IsSuccess ? $"{json.Text("sid")} {json.Text("status")}" : $"{json.Whole("code")}: {json.Text("message")}";
        return text.Trim().Length > 1 ? answer.Clean(text) : answer.Shown;
    }
}
