using System.Collections.Frozen;
using Tocsin.Model.Seams;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Sns;

/// <summary>A message by Amazon SNS: <c>sns_configs</c>.</summary>
public sealed record SnsConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "sns";

    /// <summary>The API, a template; empty for the region's.</summary>
    public string ApiUrl { get; init; } = "";

    /// <summary>How requests are signed.</summary>
    public SigV4Config SigV4 { get; init; } = new();

    /// <summary>The topic, a template.</summary>
    public string TopicArn { get; init; } = "";

    /// <summary>The phone number, a template.</summary>
    public string PhoneNumber { get; init; } = "";

    /// <summary>The endpoint, a template.</summary>
    public string TargetArn { get; init; } = "";

    /// <summary>The subject, a template.</summary>
    public string Subject { get; init; } = "{{ template \"sns.default.subject\" . }}";

    /// <summary>The text, a template.</summary>
    public string Message { get; init; } = "{{ template \"sns.default.message\" . }}";

    /// <summary>Message attributes; values are templates.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Kept for upstream's sake; Tocsin has one HTTP client.</summary>
    public bool UseAwsHttpClient { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new SnsNotifier(this, services);

    /// <inheritdoc/>
    public override IReadOnlyList<SampleAnswer> SampleAnswers(bool isFiring) => SnsSamples.Answers;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SnsConfig> Schema { get; } = new YamlSchema<SnsConfig>("sns.SNSConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_url", YamlTypes.Text, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Field("sigv4", SigV4Config.Schema, c => c.SigV4, (c, v) => c with { SigV4 = v })
        .Optional("topic_arn", YamlTypes.Text, c => c.TopicArn, (c, v) => c with { TopicArn = v })
        .Optional("phone_number", YamlTypes.Text, c => c.PhoneNumber, (c, v) => c with { PhoneNumber = v })
        .Optional("target_arn", YamlTypes.Text, c => c.TargetArn, (c, v) => c with { TargetArn = v })
        .Optional("subject", YamlTypes.Text, c => c.Subject, (c, v) => c with { Subject = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("attributes", YamlTypes.MapOf(YamlTypes.Text), c => c.Attributes, (c, v) => c with { Attributes = v })
        .Optional("use_aws_http_client", YamlTypes.Flag, c => c.UseAwsHttpClient,
            (c, v) => c with { UseAwsHttpClient = v })
        .Rule(Check);

    private static SnsConfig Check(SnsConfig c, YamlRules rules)
    {
        // Source: Alertmanager sns config: a chain of "not equal", so that all three together pass and two do not.
        if (((c.TargetArn.Length == 0) != (c.TopicArn.Length == 0)) != (c.PhoneNumber.Length == 0))
        {
            rules.Fail("must provide either a Target ARN, Topic ARN, or Phone Number for SNS config");
        }

        return c;
    }
}
