using System.Text;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Sns;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Sns;

public sealed class SnsNotifierTests : IAsyncDisposable
{
    private const string Topic = "arn:aws:sns:us-east-2:123456789012:pages";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_message_is_a_signed_form()
    {
        SnsConfig config = Config() with
        {
            Subject = "{{ .Status }}\n of {{ .GroupLabels.team }}",
            Attributes = new Dictionary<string, string>
            {
                ["severity"] = "{{ .CommonLabels.severity }}",
                ["team"] = "{{ .GroupLabels.team }}",
                ["{{ .Status }}"] = "yes & no",
            },
        };

        WireRequest request = await SendAsync(config, Firing("a"));

        string authorization = request.Headers["Authorization"];
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-2/sns/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, Signature=",
            authorization, StringComparison.Ordinal);
        Golden.Holds(
            $"""
            POST /
            Authorization: {authorization}
            Content-Type: application/x-www-form-urlencoded
            X-Amz-Date: {request.Headers["X-Amz-Date"]}

            Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-2%3A123456789012%3Apages
            &Subject=firing%20%20of%20x&Message=a%20is%20unwell
            &MessageAttributes.entry.1.Name=team&MessageAttributes.entry.1.Value.DataType=String
            &MessageAttributes.entry.1.Value.StringValue=x
            &MessageAttributes.entry.2.Name=firing&MessageAttributes.entry.2.Value.DataType=String
            &MessageAttributes.entry.2.Value.StringValue=yes%20%26%20no
            """,
            request);
    }

    [Fact]
    public async Task A_resolved_message_has_the_texts_of_Alertmanager()
    {
        WireRequest request = await SendAsync(new SnsConfig { ApiUrl = Config().ApiUrl, SigV4 = Config().SigV4, TopicArn = Topic },
            Resolved("a"));

        Dictionary<string, string> form = Form(request);
        Assert.Equal("[RESOLVED] x (a)", form["Subject"]);
        Assert.StartsWith("a is unwell\n\nResolved (1):\nLabels:\n - alertname = a\n", form["Message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_FIFO_topic_keeps_the_order_of_the_group_and_drops_only_the_same_message()
    {
        Dictionary<string, string> form = Form(await SendAsync(Config() with { TopicArn = Topic + ".fifo" }, Firing("a")));

        // printf '{}:{team="x"}' | sha256sum
        Assert.Equal("ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f", form["MessageGroupId"]);
        Assert.Equal("00112233445566778899aabbccddeeff", form["MessageDeduplicationId"]);
    }

    [Fact]
    public async Task A_message_to_a_phone_is_cut_at_1600_characters_without_leaving_the_basic_alphabet()
    {
        SnsConfig config = Config() with { TopicArn = "", PhoneNumber = "+4915112345678", Message = new string('x', 2000) };

        Dictionary<string, string> form = Form(await SendAsync(config, Firing("a")));

        Assert.Equal(new string('x', 1597) + "...", form["Message"]);
        Assert.Equal("+4915112345678", form["PhoneNumber"]);
        Assert.Equal("truncated", form["MessageAttributes.entry.1.Name"]);
        Assert.Equal("true", form["MessageAttributes.entry.1.Value.StringValue"]);
        Assert.False(form.ContainsKey("TopicArn"));
    }

    [Fact]
    public async Task A_message_to_a_topic_is_cut_so_that_it_fits_with_its_attributes()
    {
        SnsConfig config = Config() with
        {
            Message = new string('é', 200_000),
            Subject = new string('s', 150),
            Attributes = new Dictionary<string, string> { ["k"] = new string('v', 10_000) },
        };

        Dictionary<string, string> form = Form(await SendAsync(config, Firing("a")));

        Assert.EndsWith("é…", form["Message"], StringComparison.Ordinal);
        Assert.Equal("truncated", form["MessageAttributes.entry.2.Name"]);
        int size = Encoding.UTF8.GetByteCount(form["Message"]) + 10_000 + "k".Length + "truncatedtrue".Length + (2 * "String".Length);
        Assert.InRange(size, (256 * 1024) - 50, 256 * 1024);
        Assert.Equal(new string('s', 98) + "…", form["Subject"]);
    }

    [Fact]
    public async Task A_template_that_fails_costs_its_own_field_and_never_the_message()
    {
        _server.Answer(200);
        SnsConfig config = Config() with
        {
            Subject = "{{ .Nope }}",
            Message = "",
            Attributes = new Dictionary<string, string> { ["bad"] = "{{ .Nope }}", ["good"] = "1" },
        };

        SendOutcome outcome = await NotifyAsync(config, TestServices.NotificationOf(Of(At(0), Firing("a"))));

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Contains("Nope", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Equal("[FIRING:1] a {team=\"x\"}", form["Subject"]);
        Assert.Equal("[FIRING:1] a {team=\"x\"}", form["Message"]);
        Assert.Equal("good", form["MessageAttributes.entry.1.Name"]);
        Assert.False(form.ContainsKey("MessageAttributes.entry.2.Name"));
    }

    [Theory]
    [InlineData("{{ .Nope }}")]
    public async Task Without_a_place_to_publish_to_nothing_is_sent(string topic)
    {
        SendOutcome outcome = await NotifyAsync(
            Config() with { TopicArn = topic }, TestServices.NotificationOf(Of(At(0), Firing("a"))));

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.NotNull(outcome.TemplateError);
    }

    [Fact]
    public async Task A_repeat_says_so_to_people_in_the_subject_and_to_programs_in_an_attribute()
    {
        _server.Answer(200);

        await NotifyAsync(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"))) with { IsRepeat = true });

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.StartsWith("[REPEAT] ", form["Subject"], StringComparison.Ordinal);
        Assert.Equal("a is unwell", form["Message"]);
        Assert.Equal("repeat", form["MessageAttributes.entry.1.Name"]);
    }

    [Fact]
    public async Task An_answer_is_told_by_what_matters_in_it()
    {
        _server.Answer(200, "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>");
        _server.Answer(404, Error("NotFound", "Topic does not exist"));

        SendOutcome delivered = await NotifyAsync(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"))));
        SendOutcome refused = await NotifyAsync(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"))));

        Assert.Equal("message m-1", delivered.Answer);
        Assert.Equal("unexpected status code 404: NotFound: Topic does not exist", refused.Answer);
    }

    [Theory]
    [InlineData(400, "Throttling", SendFailureReason.RateLimited)]
    [InlineData(400, "KMSThrottling", SendFailureReason.RateLimited)]
    [InlineData(403, "ExpiredToken", SendFailureReason.AuthError)]
    [InlineData(503, "Throttling", SendFailureReason.ServerError)]
    public async Task What_AWS_means_for_now_is_tried_again_whatever_its_status(int status, string code, SendFailureReason reason)
    {
        _server.Answer(status, Error(code, "m"));

        SendOutcome outcome = await NotifyAsync(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"))));

        Assert.Equal(reason, Assert.IsType<SendOutcome.Retry>(outcome).Reason);
    }

    [Theory]
    [InlineData("", "", "AWS_REGION", "eu-west-3")]
    [InlineData("", Topic, "", "us-east-2")]
    [InlineData("cn-north-1", "", "AWS_REGION", "cn-north-1")]
    public async Task The_region_is_the_configured_one_or_the_environments_or_the_topics(
        string configured, string topic, string variable, string expected)
    {
        _server.Answer(200);
        SnsConfig config = Config() with { TopicArn = topic, TargetArn = topic.Length > 0 ? "" : "arn:aws:sns:x:1:endpoint/a/b" };
        config = config with { SigV4 = config.SigV4 with { Region = configured } };

        await NotifyAsync(
            config, TestServices.NotificationOf(Of(At(0), Firing("a"))), name => name == variable ? "eu-west-3" : null);

        Assert.Contains($"/{expected}/sns/", (await _server.NextAsync()).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_region_nothing_is_sent()
    {
        SnsConfig config = Config() with { TopicArn = "", PhoneNumber = "+49" };

        SendOutcome outcome = await NotifyAsync(
            config with { SigV4 = config.SigV4 with { Region = "" } }, TestServices.NotificationOf(Of(At(0), Firing("a"))));

        Assert.Contains("no region", Assert.IsType<SendOutcome.Rejected>(outcome).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_credentials_of_http_config_do_not_stand_in_the_way_of_the_signature()
    {
        WireRequest request = await SendAsync(
            Config() with
            {
                HttpConfig = new HttpClientConfig { Authorization = new AuthorizationConfig { Credentials = new Secret("bearer") } },
            },
            Firing("a"));

        Assert.StartsWith("AWS4-HMAC-SHA256 ", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    private static string Error(string code, string message) =>
        $"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>{code}</Code>"
        + $"<Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>";

    private static Dictionary<string, string> Form(WireRequest request) => request.Body.Split('&')
        .Select(p => p.Split('=')).ToDictionary(p => Uri.UnescapeDataString(p[0]), p => Uri.UnescapeDataString(p[1]));

    private SnsConfig Config() => new()
    {
        ApiUrl = _server.Url("/"),
        SigV4 = new SigV4Config { Region = "us-east-2", AccessKey = "AKID", SecretKey = new Secret("secret-key") },
        TopicArn = Topic,
        Subject = "s",
        Message = ContractCase.GoodTemplate,
    };

    private ValueTask<SendOutcome> NotifyAsync(
        SnsConfig config, Notification notification, Func<string, string?>? environment = null)
    {
        IntegrationServices services = TestServices.On(_time) with { Environment = environment ?? (static _ => null) };
        return config.CreateNotifier(services).SendAsync(
            notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
    }

    private async Task<WireRequest> SendAsync(SnsConfig config, Alert alert)
    {
        _server.Answer(200);
        SendOutcome outcome = await NotifyAsync(config, TestServices.NotificationOf(Of(At(0), alert)));
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Null(outcome.TemplateError);
        return await _server.NextAsync();
    }
}
