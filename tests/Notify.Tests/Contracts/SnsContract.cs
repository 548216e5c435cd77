using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Sns;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Contracts;

public abstract class SnsContract : NotifierContract
{
    private protected override IReadOnlyList<string> Secrets => ["hidden-secret-key", "hidden-header"];

    private protected override IntegrationConfig Config(ContractCase given) => new SnsConfig
    {
        ApiUrl = given.Server,
        SigV4 = new SigV4Config { Region = "us-east-2", AccessKey = "AKID", SecretKey = new Secret("hidden-secret-key") },
        Subject = given.Template,
        Message = given.Template,
        HttpConfig = new HttpClientConfig
        {
            HttpHeaders = new Dictionary<string, HttpHeaderConfig>
            {
                ["X-Key"] = new() { Secrets = [new Secret("hidden-header")] },
            },
        },
    };

    private protected override void AnswerMessage() => Server.Answer(
        200, "<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>");

    private protected override string TextOf(WireRequest request) => Uri.UnescapeDataString(request.Body);
}

public sealed class SnsTopicContract : SnsContract
{
    private protected override IntegrationConfig Config(ContractCase given) =>
        (SnsConfig)base.Config(given) with { TopicArn = "arn:aws:sns:us-east-2:123456789012:pages" };
}

public sealed class SnsFifoContract : SnsContract
{
    private protected override IntegrationConfig Config(ContractCase given) =>
        (SnsConfig)base.Config(given) with { TopicArn = "arn:aws:sns:us-east-2:123456789012:pages.fifo" };

    private protected override string? KeyOf(WireRequest request) => request.Body.Split("MessageDeduplicationId=")[1];
}

public sealed class SnsPhoneContract : SnsContract
{
    private protected override IntegrationConfig Config(ContractCase given) =>
        (SnsConfig)base.Config(given) with { PhoneNumber = "+4915112345678", Subject = "" };
}
