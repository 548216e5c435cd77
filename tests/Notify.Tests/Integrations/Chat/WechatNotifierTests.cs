using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Wechat;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class WechatNotifierTests : ChatTests
{
    private const string Ok = "{\"errcode\":0,\"errmsg\":\"ok\"}";

    [Fact]
    public async Task A_token_is_asked_for_and_the_text_goes_to_everybody_named()
    {
        AnswerToken("t&1");
        Server.Answer(200, Ok);
        WechatConfig config = Config() with
        {
            ToUser = "{{ .GroupLabels.team }}|y",
            ToParty = "2",
            ToTag = "tag",
            AgentId = "1000002",
            CorpId = "corp {{ .Status }}",
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Firing()));

        Golden.Holds("GET /cgi-bin/gettoken?corpid=corp%20firing&corpsecret=s%26cret", await Server.NextAsync());
        Golden.Holds(
            """
            POST /cgi-bin/message/send?access_token=t%261
            Content-Type: application/json

            {"text":{"content":"a is firing"},"touser":"x|y","toparty":"2","totag":"tag","agentid":"1000002","safe":"0",
            "msgtype":"text","markdown":{"content":""}}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task Markdown_stands_in_its_own_field_and_what_was_not_given_is_left_out()
    {
        AnswerToken("t");
        Server.Answer(200, Ok);

        await Send(Config() with { MessageType = "markdown" }, Resolved());
        await Server.NextAsync();

        Golden.Holds(
            """
            POST /cgi-bin/message/send?access_token=t
            Content-Type: application/json

            {"text":{"content":""},"safe":"0","msgtype":"markdown","markdown":{"content":"a is resolved"}}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_message_over_2048_bytes_is_cut_between_characters()
    {
        AnswerToken("t");
        Server.Answer(200, Ok);

        await Send(Config() with { Message = string.Concat(Enumerable.Repeat("告警🔥", 400)) }, Firing());
        await Server.NextAsync();
        string text = await TextAsync();

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 2043, 2048);
        Assert.EndsWith("…\n(cut here: too long for one message)", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public async Task A_template_that_fails_gives_the_plain_message()
    {
        AnswerToken("t");
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config() with { Message = Broken }, Firing());
        await Server.NextAsync();

        Assert.StartsWith("message: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.StartsWith("Firing:\n- {alertname=\"a\"", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_a_file_is_read_at_each_send_and_a_new_one_gets_a_new_token()
    {
        string file = InFile("first\n");
        INotifier notifier = Config(file).CreateNotifier(TestServices.On(Time));
        AnswerToken("t1");
        Server.Answer(200, Ok);
        Server.Answer(200, Ok);
        AnswerToken("t2");
        Server.Answer(200, Ok);

        await SendBy(notifier);
        await SendBy(notifier);
        await File.WriteAllTextAsync(file, "second", TestContext.Current.CancellationToken);
        await SendBy(notifier);

        Assert.Equal(
            ["gettoken?corpid=corp&corpsecret=first", "t1", "t1", "gettoken?corpid=corp&corpsecret=second", "t2"],
            await LinesAsync(5));
        File.Delete(file);
        Assert.IsType<SendOutcome.Retry>(await SendBy(notifier));
    }

    [Theory]
    [InlineData(7200, 114, 116)]
    [InlineData(3600, 54, 56)]
    [InlineData(999999, 114, 116)]
    public async Task A_token_is_kept_until_five_minutes_before_it_expires(int expiresIn, int stillMinutes, int noMoreMinutes)
    {
        INotifier notifier = Config().CreateNotifier(TestServices.On(Time));
        AnswerToken("t1", expiresIn);
        Server.Answer(200, Ok);
        Server.Answer(200, Ok);
        AnswerToken("t2", expiresIn);
        Server.Answer(200, Ok);

        await SendBy(notifier);
        Time.Advance(TimeSpan.FromMinutes(stillMinutes));
        await SendBy(notifier);
        Time.Advance(TimeSpan.FromMinutes(noMoreMinutes - stillMinutes));
        await SendBy(notifier);

        Assert.Equal(["t1", "t1", "t2"], (await LinesAsync(5)).Where(l => l.StartsWith('t')));
    }

    [Theory]
    [InlineData(40001)]
    [InlineData(40014)]
    [InlineData(41001)]
    [InlineData(42001)]
    public async Task A_token_that_is_not_taken_any_more_is_replaced_within_the_attempt(int code)
    {
        INotifier notifier = Config().CreateNotifier(TestServices.On(Time));
        AnswerToken("t1");
        Server.Answer(200, $"{{\"errcode\":{code},\"errmsg\":\"token\"}}");
        AnswerToken("t2");
        Server.Answer(200, Ok);
        Server.Answer(200, Ok);

        Assert.IsType<SendOutcome.Delivered>(await SendBy(notifier));
        await SendBy(notifier);

        Assert.Equal(["t1", "t2", "t2"], (await LinesAsync(5)).Where(l => l.StartsWith('t')));
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_ends_the_attempt_and_is_not_used_again()
    {
        INotifier notifier = Config().CreateNotifier(TestServices.On(Time));
        AnswerToken("t1");
        Server.Answer(200, "{\"errcode\":42001,\"errmsg\":\"expired\"}");
        AnswerToken("t1");
        Server.Answer(200, "{\"errcode\":42001,\"errmsg\":\"expired\"}");
        AnswerToken("t2");
        Server.Answer(200, Ok);

        var outcome = Assert.IsType<SendOutcome.Retry>(await SendBy(notifier));
        Assert.IsType<SendOutcome.Delivered>(await SendBy(notifier));

        Assert.Equal(SendFailureReason.AuthError, outcome.Reason);
        Assert.Equal("errcode 42001 from WeChat: expired", outcome.Answer);
        Assert.Equal(["t1", "t1", "t2"], (await LinesAsync(6)).Where(l => l.StartsWith('t')));
    }

    [Theory]
    [InlineData(-1, "Retry", SendFailureReason.ServerError)]
    [InlineData(45009, "Retry", SendFailureReason.RateLimited)]
    [InlineData(45033, "Retry", SendFailureReason.RateLimited)]
    [InlineData(81013, "Rejected", SendFailureReason.ClientError)]
    [InlineData(60020, "Rejected", SendFailureReason.AuthError)]
    public async Task A_200_with_a_code_is_judged_by_the_code(int code, string kind, SendFailureReason reason)
    {
        AnswerToken("t");
        Server.Answer(200, $"{{\"errcode\":{code},\"errmsg\":\"because\"}}");

        SendOutcome outcome = await Send(Config(), Firing());

        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
        Assert.Equal($"errcode {code} from WeChat: because", outcome.Answer);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    public async Task A_200_without_a_code_may_have_been_a_delivery(string body)
    {
        AnswerToken("t");
        Server.Answer(200, body);

        Assert.True(Assert.IsType<SendOutcome.Retry>(await Send(Config(), Firing())).MayHaveArrived);
    }

    [Theory]
    [InlineData(200, "{\"errcode\":40001,\"errmsg\":\"invalid credential\"}", "Rejected", SendFailureReason.AuthError)]
    [InlineData(200, "{\"errcode\":-1,\"errmsg\":\"busy\"}", "Retry", SendFailureReason.ServerError)]
    [InlineData(200, "{\"errcode\":45009,\"errmsg\":\"too often\"}", "Retry", SendFailureReason.RateLimited)]
    [InlineData(200, "<html>", "Retry", SendFailureReason.Other)]
    [InlineData(503, "", "Retry", SendFailureReason.ServerError)]
    public async Task Without_a_token_nothing_is_sent(int status, string body, string kind, SendFailureReason reason)
    {
        Server.Answer(status, body);

        SendOutcome outcome = await Send(Config(), Firing());

        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
        Assert.StartsWith("no access token: ", outcome.Answer, StringComparison.Ordinal);
        Assert.False((outcome as SendOutcome.Retry)?.MayHaveArrived ?? false);
    }

    [Fact]
    public async Task A_connection_that_breaks_while_the_token_is_asked_for_has_delivered_nothing()
    {
        for (int i = 0; i < 4; i++)
        {
            // .NET's client itself asks again for what can be asked twice.
            Server.Cut();
        }

        Assert.False(Assert.IsType<SendOutcome.Retry>(await Send(Config(), Firing())).MayHaveArrived);
    }

    [Theory]
    [InlineData("", "s", "corp_id")]
    [InlineData("corp", "{{ .CommonLabels.nothing }}", "api_secret")]
    public async Task Without_company_or_secret_nothing_is_asked(string corpId, string secret, string key)
    {
        SendOutcome outcome = await Send(Config() with { CorpId = corpId, ApiSecret = new Secret(secret) }, Firing());

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.Equal($"{key} is empty after its template ran", outcome.Answer);
    }

    private void AnswerToken(string token, int expiresIn = 7200) => Server.Answer(
        200, $"{{\"errcode\":0,\"errmsg\":\"ok\",\"access_token\":\"{token}\",\"expires_in\":{expiresIn}}}");

    private static ValueTask<SendOutcome> SendBy(INotifier notifier) =>
        notifier.SendAsync(Firing(), NoSendObserver.Instance, TestContext.Current.CancellationToken);

    // What was asked for a token, or the token of a message.
    private async Task<List<string>> LinesAsync(int count)
    {
        List<string> lines = [];
        for (int i = 0; i < count; i++)
        {
            string path = (await Server.NextAsync()).Line.Split(' ')[1];
            lines.Add(path.Replace("/cgi-bin/", "", StringComparison.Ordinal)
                .Replace("message/send?access_token=", "", StringComparison.Ordinal));
        }

        return lines;
    }

    private async Task<string> TextAsync() =>
        (await NextJsonAsync()).GetProperty("text").GetProperty("content").GetString()!;

    private WechatConfig Config(string file) => Config() with { ApiSecret = default, ApiSecretFile = file };

    private WechatConfig Config() => new()
    {
        ApiUrl = new WebUrl(Server.Url("/cgi-bin/")),
        ApiSecret = new Secret("s&cret"),
        CorpId = "corp",
        Message = Sentence,
    };
}
