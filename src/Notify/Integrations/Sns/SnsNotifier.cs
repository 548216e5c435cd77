using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations.Sns.Aws;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Sns;

/// <summary>Publishes to Amazon SNS. Thread-safe; remembers nothing but lent credentials.</summary>
public sealed class SnsNotifier : INotifier
{
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly CredentialChain _credentials;
    private readonly SnsMessage _message;
    private readonly FieldTemplate _apiUrl;
    private readonly FieldTemplate _topicArn;
    private readonly FieldTemplate _phoneNumber;
    private readonly FieldTemplate _targetArn;

    /// <summary>Compiles the templates and makes the clients.</summary>
    public SnsNotifier(SnsConfig config, IntegrationServices services)
    {
        // The header in which other receivers get their credentials is the signature's here.
        HttpClientConfig http = (config.HttpConfig ?? HttpClientConfig.Default) with
        {
            BasicAuth = null,
            Authorization = null,
            OAuth2 = null,
        };
        _services = services;
        _sender = services.SenderOf(http);
        _credentials = new CredentialChain(config.SigV4, http with { HttpHeaders = null }, services);
        _message = new SnsMessage(config, services.Templates);
        _apiUrl = services.Templates.Text("api_url", config.ApiUrl);
        _topicArn = services.Templates.Text("topic_arn", config.TopicArn);
        _phoneNumber = services.Templates.Text("phone_number", config.PhoneNumber);
        _targetArn = services.Templates.Text("target_arn", config.TargetArn);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        SendOutcome outcome = await PublishAsync(rendering, observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private async Task<SendOutcome> PublishAsync(Rendering rendering, ISendObserver observer, CancellationToken cancellation)
    {
        if (rendering.TextOrNull(_topicArn) is not { } topic || rendering.TextOrNull(_phoneNumber) is not { } phone
            || rendering.TextOrNull(_targetArn) is not { } target || rendering.TextOrNull(_apiUrl) is not { } apiUrl)
        {
            return Refuse("the template of the place to publish to failed");
        }

        var place = new SnsPlace(topic.Trim(), phone.Trim(), target.Trim());
        AwsCredentials credentials;
        string region;
        try
        {
            region = RegionOf(place);
            credentials = await _credentials.GetAsync(cancellation);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.AuthError) { Answer = wrong.Message };
        }

        if (region.Length == 0)
        {
            return Refuse("no region in sigv4, in the environment or in the profile");
        }

        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the API URL", () => UrlOf(apiUrl.Trim(), region));
        if (url is null)
        {
            return failure!;
        }

        var scope = new AwsScope(_services.Time.GetUtcNow(), region, "sns");
        HttpCall call = AwsCall.Signed(url, _message.Write(rendering, place), credentials, scope);
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return broken ?? Judge(answer!, credentials);
    }

    private static SendOutcome.Rejected Refuse(string answer) => new(SendFailureReason.Other) { Answer = answer };

    // A topic's name holds its region; AWS's tools do not look there, but a page is worth it.
    private string RegionOf(SnsPlace place)
    {
        string region = _credentials.Region;
        string arn = place.TopicArn.Length > 0 ? place.TopicArn : place.TargetArn;
        return region.Length > 0 ? region : arn.Split(':') is ["arn", _, "sns", { } named, ..] ? named : "";
    }

    // https://docs.aws.amazon.com/general/latest/gr/sns.html
    private string UrlOf(string apiUrl, string region)
    {
        string given = apiUrl.Length > 0 ? apiUrl : _credentials.Endpoint("SNS");
        return given.Length > 0 ? given : $"https://sns.{region}.{AwsEnvironment.Domain(region)}/";
    }

    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
    private SendOutcome Judge(HttpAnswer answer, AwsCredentials credentials)
    {
        var read = new AwsAnswer(answer.Body);
        if (answer.IsSuccess)
        {
            string id = read["MessageId"];
            return HttpSender.Judge(answer, id.Length > 0 ? answer.Clean("message " + id) : answer.Shown);
        }

        string shown = read.Error.Length > 0 ? answer.Clean(read.Error) : answer.Shown;
        string code = read["Code"];
        if (code is "ExpiredToken" or "ExpiredTokenException" or "InvalidClientTokenId")
        {
            _credentials.Forget(credentials);
        }

        SendOutcome judged = HttpSender.Judge(answer, shown);
        return code switch
        {
            // Lent credentials ended early; the next attempt lends new ones.
            "ExpiredToken" or "ExpiredTokenException" =>
                new SendOutcome.Retry(SendFailureReason.AuthError) { Code = judged.Code, Answer = judged.Answer },
            _ when judged is SendOutcome.Rejected && IsThrottled(code) =>
                new SendOutcome.Retry(SendFailureReason.RateLimited)
                {
                    Code = judged.Code,
                    Answer = judged.Answer,
                    After = answer.RetryAfter,
                },
            _ => judged,
        };
    }

    // AWS says with status 400 that it was too much.
    private static bool IsThrottled(string code) =>
        code.Contains("Throttl", StringComparison.Ordinal)
        || code is "RequestLimitExceeded" or "TooManyRequestsException" or "BandwidthLimitExceeded" or "SlowDown";
}
