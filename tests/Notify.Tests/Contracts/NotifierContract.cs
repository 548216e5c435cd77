using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Contracts;

/// <summary>
/// What every integration that speaks HTTP owes its callers, proved over real sockets. A subclass gives the
/// configuration and overrides what its vendor does otherwise. What exactly is sent is for the integration's own tests.
/// </summary>
public abstract class NotifierContract : IAsyncDisposable
{
    private const string RepeatLabel = "repeat";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private protected FakeHttpServer Server { get; } = new();

    private protected VirtualTime Time { get; } = new();

    /// <summary>Every secret that <see cref="Config"/> holds, as it would be read in a log.</summary>
    private protected abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>False if no text of the configuration is a template.</summary>
    private protected virtual bool HasTemplates => true;

    /// <summary>The headers without which an echo of the request is not looked into.</summary>
    private protected virtual string[] EchoHeaders => [];

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Server.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_is_accepted_is_delivered()
    {
        Accept();

        (SendOutcome outcome, _) = await SendAsync();

        Assert.Equal(2, Assert.IsType<SendOutcome.Delivered>(outcome).Code / 100);
        Assert.Null(outcome.TemplateError);
        Assert.Contains(ContractCase.Facts, TextOf(await MessageAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, SendFailureReason.ClientError)]
    [InlineData(401, SendFailureReason.AuthError)]
    [InlineData(403, SendFailureReason.AuthError)]
    [InlineData(404, SendFailureReason.ClientError)]
    [InlineData(413, SendFailureReason.ClientError)]
    [InlineData(429, SendFailureReason.RateLimited)]
    [InlineData(500, SendFailureReason.ServerError)]
    [InlineData(502, SendFailureReason.ServerError)]
    [InlineData(503, SendFailureReason.ServerError)]
    public async Task A_refusal_has_its_class_and_is_tried_again_only_if_that_can_help(int status, SendFailureReason reason)
    {
        AnswerBefore();
        Server.Answer(status, "{\"because\":1}", "Content-Type: application/json");

        (SendOutcome outcome, _) = await SendAsync();

        Assert.Equal(status, outcome.Code);
        Assert.Equal(IsRetried(status), outcome is SendOutcome.Retry);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_receiver_that_asks_for_patience_gets_it(int status)
    {
        AnswerBefore();
        Server.Answer(status, "", "Retry-After: 17");

        (SendOutcome outcome, _) = await SendAsync();

        Assert.Equal(TimeSpan.FromSeconds(17), Assert.IsType<SendOutcome.Retry>(outcome).After);
    }

    [Fact]
    public async Task An_attempt_ends_at_the_configured_timeout_and_may_have_arrived_and_goes_on_if_there_is_none()
    {
        AnswerBefore();

        Task<(SendOutcome Outcome, RecordedHops Hops)> sending = SendAsync();
        await MessageAsync();
        Time.Advance(Patience);

        if (Config(Case(ContractCase.GoodTemplate)).GetType().GetProperty("Timeout") is null)
        {
            AnswerMessage();
            Assert.IsType<SendOutcome.Delivered>((await sending).Outcome);
            return;
        }

        var outcome = Assert.IsType<SendOutcome.Retry>((await sending).Outcome);
        Assert.Equal(SendFailureReason.ContextDeadlineExceeded, outcome.Reason);
        Assert.True(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task The_end_of_the_flush_ends_the_attempt()
    {
        using var flush = new CancellationTokenSource();
        AnswerBefore();

        Task sending = SendAsync(flush: flush);
        await MessageAsync();
        await flush.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_message_may_have_delivered_it()
    {
        AnswerBefore();
        Server.Cut();

        (SendOutcome outcome, _) = await SendAsync();

        Assert.True(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
    }

    [Fact]
    public async Task A_connection_that_is_refused_has_delivered_nothing()
    {
        await Server.DisposeAsync();

        (SendOutcome outcome, _) = await SendAsync();

        Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task No_secret_gets_out_by_an_answer_that_repeats_the_request(int status)
    {
        AnswerBefore();
        Server.Echo(status, EchoHeaders);

        (SendOutcome outcome, RecordedHops hops) = await SendAsync();

        Assert.NotEmpty(hops[^1].Answer);
        AssertNoSecret([outcome.ToString(), .. hops.Select(h => h.ToString())]);
        AssertNoSecret((outcome as SendOutcome.Delivered)?.ReceiverData.Values ?? []);
    }

    [Fact]
    public async Task No_secret_gets_out_by_a_failure_or_by_printing_the_configuration()
    {
        ContractCase given = Case(ContractCase.GoodTemplate);
        await Server.DisposeAsync();

        (SendOutcome outcome, RecordedHops hops) = await SendAsync();

        AssertNoSecret(
        [
            outcome.ToString(), .. hops.Select(h => h.ToString()), Config(given).ToString(), NotifierOf(given).ToString()!,
        ]);
    }

    [Fact]
    public async Task A_template_that_fails_still_brings_the_facts_and_says_why()
    {
        Assert.SkipUnless(HasTemplates, "this integration has no templates");
        Accept();

        (SendOutcome outcome, _) = await SendAsync(Case(ContractCase.BrokenTemplate));

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Contains("NoSuchField", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Contains(ContractCase.Facts, TextOf(await MessageAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_exchange_is_told_without_path_and_with_the_digest_of_what_was_received()
    {
        AnswerBefore();

        Task<(SendOutcome Outcome, RecordedHops Hops)> sending = SendAsync();
        WireRequest message = await MessageAsync();
        Time.Advance(TimeSpan.FromSeconds(3));
        AnswerMessage();
        SendHop hop = (await sending).Hops[HopsBefore];

        byte[] body = Encoding.UTF8.GetBytes(message.Body);
        Assert.Equal($"{message.Line.Split(' ')[0]} {Server.Url("")}", hop.Action);
        Assert.Equal(2, hop.Code / 100);
        Assert.Equal(TimeSpan.FromSeconds(3), hop.Duration);
        Assert.Equal(body.Length, hop.BodyBytes);
        Assert.Equal(body.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(body)), hop.BodyDigest);
    }

    [Fact]
    public async Task A_repeat_carries_the_key_of_the_first_or_says_that_it_is_one()
    {
        Accept();
        await SendAsync();
        WireRequest first = await MessageAsync();
        Accept();
        await SendAsync(isRepeat: true);
        WireRequest again = await MessageAsync();

        if (KeyOf(first) is { } key)
        {
            Assert.NotEmpty(key);
            Assert.Equal(key, KeyOf(again));
            return;
        }

        Assert.DoesNotContain(RepeatLabel, TextOf(first), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(RepeatLabel, TextOf(again), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_message_in_another_receivers_place_says_whose_and_why()
    {
        Accept();
        var fallback = new FallbackFor("chat", "webhook[0]", "503 from <b>*the*</b> proxy");
        await NotifierOf(Case(ContractCase.GoodTemplate)).SendAsync(
            NotificationOf(Case(ContractCase.GoodTemplate)) with { FallbackFor = fallback, Reason = fallback.Text },
            NoSendObserver.Instance,
            TestContext.Current.CancellationToken);

        string text = TextOf(await MessageAsync());
        Assert.Contains("fallback from chat", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("503 from", text, StringComparison.Ordinal);
    }

    /// <summary>A configuration that sends to the server of the case.</summary>
    private protected abstract IntegrationConfig Config(ContractCase given);

    /// <summary>Answers the request that carries the message with the receiver's yes, and those behind it.</summary>
    private protected virtual void AnswerMessage() => Server.Answer(200);

    /// <summary>Whether a refusal is tried again; upstream does it for every one of some vendors.</summary>
    private protected virtual bool IsRetried(int status) => status == 429 || status / 100 == 5;

    /// <summary>How many exchanges go before the one that carries the message, such as a search.</summary>
    private protected virtual int HopsBefore => 0;

    /// <summary>Answers the exchanges that go before the one that carries the message.</summary>
    private protected virtual void AnswerBefore()
    {
    }

    /// <summary>What a person reads in a request, without the escapes of its format.</summary>
    private protected virtual string TextOf(WireRequest request) => request.Body;

    /// <summary>The key by which the receiver knows a repeat; null if it does not, so that the message must say so.</summary>
    private protected virtual string? KeyOf(WireRequest request) => null;

    /// <summary>What is told.</summary>
    private protected virtual Notification NotificationOf(ContractCase given) =>
        TestServices.NotificationOf(Of(At(0), Firing("a")));

    /// <summary>Builds the notifier as the server does.</summary>
    private protected virtual INotifier NotifierOf(ContractCase given) =>
        Config(given).CreateNotifier(TestServices.On(Time));

    private ContractCase Case(string template) => new(Server.Url(""), template, Patience);

    private void Accept()
    {
        AnswerBefore();
        AnswerMessage();
    }

    private async Task<(SendOutcome Outcome, RecordedHops Hops)> SendAsync(
        ContractCase? given = null, bool isRepeat = false, CancellationTokenSource? flush = null)
    {
        given ??= Case(ContractCase.GoodTemplate);
        var hops = new RecordedHops();
        SendOutcome outcome = await NotifierOf(given).SendAsync(
            NotificationOf(given) with { IsRepeat = isRepeat }, hops, flush?.Token ?? TestContext.Current.CancellationToken);
        return (outcome, hops);
    }

    private async Task<WireRequest> MessageAsync()
    {
        for (int i = 0; i < HopsBefore; i++)
        {
            await Server.NextAsync();
        }

        return await Server.NextAsync();
    }

    private void AssertNoSecret(IEnumerable<string> texts)
    {
        Assert.All(texts, text => Assert.All(
            Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }
}
