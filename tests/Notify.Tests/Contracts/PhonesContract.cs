using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Notify.Integrations.Sms;
using Tocsin.Notify.Integrations.Voice;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public sealed class SmsContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token"];

    private protected override IntegrationConfig Config(ContractCase given) => new SmsConfig
    {
        To = ["+4915112345678"],
        Provider = new PhoneProviderConfig
        {
            ApiUrl = new WebUrl(given.Server),
            AccountSid = "AC1",
            AuthToken = new Secret("hidden-token"),
            From = "+15005550006",
        },
        Text = given.Template,
        Timeout = given.Timeout,
    };

    private protected override void AnswerMessage() => Server.Answer(201, "{\"sid\":\"SM1\",\"status\":\"queued\"}");

    private protected override string TextOf(WireRequest request) => Uri.UnescapeDataString(request.Body);
}

public sealed class VoiceContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-token"];

    private protected override IntegrationConfig Config(ContractCase given) => new VoiceConfig
    {
        To = ["+4915112345678"],
        Provider = new PhoneProviderConfig
        {
            ApiUrl = new WebUrl(given.Server),
            AccountSid = "AC1",
            AuthToken = new Secret("hidden-token"),
            From = "+15005550006",
        },
        Text = given.Template,
        Timeout = given.Timeout,
    };

    private protected override void AnswerMessage() => Server.Answer(201, "{\"sid\":\"CA1\",\"status\":\"queued\"}");

    private protected override string TextOf(WireRequest request) => Uri.UnescapeDataString(request.Body);
}

public sealed class SmsGatewayContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-path", "hidden-header", "hidden-bearer"];

    private protected override IntegrationConfig Config(ContractCase given) => new SmsConfig
    {
        To = ["+4915112345678"],
        Provider = new PhoneProviderConfig
        {
            Gateway = new GatewayConfig
            {
                Url = new Secret(given.Server + "/hidden-path"),
                Headers = new Dictionary<string, Secret>
                {
                    ["X-Key"] = new("hidden-header"),
                    ["Authorization"] = new("Bearer hidden-bearer"),
                },
            },
        },
        Text = given.Template,
        Timeout = given.Timeout,
    };

    private protected override string? KeyOf(WireRequest request) => request.Headers["Idempotency-Key"];
}
