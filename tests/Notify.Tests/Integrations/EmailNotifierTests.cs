using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class EmailNotifierTests : IAsyncDisposable
{
    private readonly FakeSmtpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_mail_goes_step_by_step_and_its_parts_are_text_then_html()
    {
        var outcome = Assert.IsType<SendOutcome.Delivered>(await Send(Plain() with
        {
            Hello = "tocsin.example",
            To = "Ann <ann@example.com>, \"B, Bob\" <bob@example.com>",
            Text = "=> {{ .Status }} ünï\n.dot first\n",
            Html = "<b>x</b>",
            Headers = new Dictionary<string, string> { ["Subject"] = "🚨 {{ .Status }}\n", ["X-Priority"] = "1" },
        }));
        SmtpSession session = await _server.NextAsync();

        Assert.Equal(250, outcome.Code);
        Assert.Equal("250 queued as 1", outcome.Answer);
        Assert.Equal(
            [
                "EHLO tocsin.example", "MAIL FROM:<alerts@example.com> BODY=8BITMIME", "RCPT TO:<ann@example.com>",
                "RCPT TO:<bob@example.com>", "DATA", "QUIT",
            ],
            session.Commands);
        Assert.Equal(
            """
            From: alerts@example.com
            Subject: =?utf-8?q?=F0=9F=9A=A8_firing?=
            To: Ann <ann@example.com>,
             "B, Bob" <bob@example.com>
            X-Priority: 1
            Message-Id: <00112233445566778899aabbccddeeff@example.com>
            Date: Thu, 01 Jan 2026 00:00:00 +0000
            Content-Type: multipart/alternative; boundary="tocsin-00112233445566778899aabbccddeeff"
            MIME-Version: 1.0

            --tocsin-00112233445566778899aabbccddeeff
            Content-Transfer-Encoding: quoted-printable
            Content-Type: text/plain; charset=UTF-8

            =3D> firing =C3=BCn=C3=AF
            .dot first

            --tocsin-00112233445566778899aabbccddeeff
            Content-Transfer-Encoding: quoted-printable
            Content-Type: text/html; charset=UTF-8

            <b>x</b>
            --tocsin-00112233445566778899aabbccddeeff--

            """.ReplaceLineEndings("\r\n"),
            session.Content);
    }

    [Fact]
    public async Task The_default_subject_and_body_are_the_templates_of_that_name()
    {
        Assert.IsType<SendOutcome.Delivered>(await Send(Plain() with { Html = "{{ template \"email.default.html\" . }}" }));
        SmtpSession session = await _server.NextAsync();

        Assert.Contains("Subject: [FIRING:1]", session.Content, StringComparison.Ordinal);
        Assert.Contains("text/html", session.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_label_holds_is_text_in_the_html_part_and_not_markup()
    {
        Assert.IsType<SendOutcome.Delivered>(await Send(
            Plain() with { Html = "<a title=\"{{ .GroupLabels.team }}\">{{ .GroupLabels.team }}</a>" },
            Notification() with { GroupLabels = Model.Labels.LabelSet.Of(("team", "\"<script>")) }));

        Assert.Contains(
            "<a title=3D\"&#34;&lt;script&gt;\">&#34;&lt;script&gt;</a>",
            (await _server.NextAsync()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartTls_is_used_before_anything_is_told()
    {
        _server.Extensions.Add("STARTTLS");
        _server.Extensions.Add("AUTH PLAIN");

        Assert.IsType<SendOutcome.Delivered>(await Send(Plain() with
        {
            RequireTls = true,
            TlsConfig = new TlsConfig { Ca = Certificates.PemOf(Certificates.Server) },
            AuthUsername = "user",
            AuthPassword = new Secret("pass"),
        }));
        SmtpSession session = await _server.NextAsync();

        Assert.True(session.WasSecure);
        Assert.Equal(["EHLO localhost", "STARTTLS", "EHLO localhost"], session.Commands.Take(3));
        Assert.Equal("AUTH PLAIN " + Base64("\0user\0pass"), session.Commands[3]);
    }

    [Fact]
    public async Task Implicit_TLS_needs_no_StartTls()
    {
        _server.IsImplicitTls = true;

        Assert.IsType<SendOutcome.Delivered>(await Send(Plain() with
        {
            RequireTls = true,
            ForceImplicitTls = true,
            TlsConfig = new TlsConfig { InsecureSkipVerify = true },
        }));

        Assert.DoesNotContain("STARTTLS", (await _server.NextAsync()).Commands);
    }

    [Fact]
    public async Task A_server_without_StartTls_gets_nothing_if_TLS_is_required()
    {
        SendOutcome outcome = await Send(Plain() with { RequireTls = true });

        Assert.IsType<SendOutcome.Retry>(outcome);
        Assert.Contains("does not advertise the STARTTLS extension", outcome.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL", string.Join(' ', (await _server.NextAsync()).Commands), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_certificate_is_refused()
    {
        _server.Extensions.Add("STARTTLS");

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Plain() with { RequireTls = true }));

        Assert.False(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task The_certificate_may_be_that_of_a_configured_name()
    {
        _server.Extensions.Add("STARTTLS");
        _server.Certificate = Certificates.Named;
        var tls = new TlsConfig { Ca = Certificates.PemOf(Certificates.Named) };

        Assert.IsType<SendOutcome.Retry>(await Send(Plain() with { RequireTls = true, TlsConfig = tls }));
        Assert.IsType<SendOutcome.Delivered>(
            await Send(Plain() with { RequireTls = true, TlsConfig = tls with { ServerName = "mail.test" } }));
    }

    [Theory]
    [InlineData("AUTH LOGIN PLAIN", "LOGIN")]
    [InlineData("AUTH CRAM-MD5 PLAIN", "PLAIN")]
    [InlineData("AUTH XOAUTH2 PLAIN LOGIN", "PLAIN")]
    [InlineData("AUTH=LOGIN", "LOGIN")]
    public async Task The_first_mechanism_that_has_a_secret_is_used(string offered, string want)
    {
        _server.Extensions.Add(offered);
        _server.Replies["AUTH LOGIN"] = "334 " + Base64("Username:");
        _server.Replies[Base64("user")] = "334 " + Base64("Password:");

        Assert.IsType<SendOutcome.Delivered>(
            await Send(Plain() with { AuthUsername = "user", AuthPassword = new Secret("pass") }));

        List<string> commands = [.. (await _server.NextAsync()).Commands];
        Assert.StartsWith("AUTH " + want, commands[1], StringComparison.Ordinal);
        Assert.True(want != "LOGIN" || commands[2..4].SequenceEqual([Base64("user"), Base64("pass")]));
    }

    [Theory]
    [InlineData("User Name\0", "Password\0")]
    [InlineData("USERNAME:", "PASSWORD:")]
    [InlineData("", "")]
    public async Task Servers_may_ask_for_the_login_in_their_own_words(string first, string second)
    {
        _server.Extensions.Add("AUTH LOGIN");
        _server.Replies["AUTH LOGIN"] = "334 " + Base64(first);
        _server.Replies[Base64("user")] = "334 " + Base64(second);

        await Send(Plain() with { AuthUsername = "user", AuthPassword = new Secret("pass") });

        Assert.Equal([Base64("user"), Base64("pass")], (await _server.NextAsync()).Commands.Skip(2).Take(2));
    }

    [Fact]
    public async Task Cram_md5_answers_the_challenge_as_in_its_RFC()
    {
        _server.Extensions.Add("AUTH CRAM-MD5");
        _server.Replies["AUTH CRAM-MD5"] = "334 " + Base64("<1896.697170952@postoffice.reston.mci.net>");

        Assert.IsType<SendOutcome.Delivered>(
            await Send(Plain() with { AuthUsername = "tim", AuthSecret = new Secret("tanstaaftanstaaf") }));

        Assert.Equal(Base64("tim b913a602c7eda7a495b4e6e7334d3890"), (await _server.NextAsync()).Commands[2]);
    }

    [Theory]
    [InlineData("535 no", "Rejected", SendFailureReason.AuthError)]
    [InlineData("454 later", "Retry", SendFailureReason.AuthError)]
    public async Task Refused_credentials_are_told_apart(string reply, string kind, SendFailureReason reason)
    {
        _server.Extensions.Add("AUTH PLAIN");
        _server.Replies["AUTH"] = reply;

        Expect(await Send(Plain() with { AuthUsername = "user", AuthPassword = new Secret("pass") }), kind, reason);
    }

    [Theory]
    [InlineData("MAIL", "550 no", "Rejected", SendFailureReason.ClientError)]
    [InlineData("MAIL", "451 later", "Retry", SendFailureReason.ServerError)]
    [InlineData("RCPT", "550 no such user", "Rejected", SendFailureReason.ClientError)]
    [InlineData("RCPT", "450 greylisted", "Retry", SendFailureReason.ServerError)]
    [InlineData("DATA", "554 no", "Rejected", SendFailureReason.ClientError)]
    [InlineData("(content)", "552 too big", "Rejected", SendFailureReason.ClientError)]
    [InlineData("(content)", "452 disk full", "Retry", SendFailureReason.ServerError)]
    public async Task What_a_server_refuses_now_is_tried_again_and_what_it_refuses_for_good_is_not(
        string command, string reply, string kind, SendFailureReason reason)
    {
        _server.Replies[command] = reply;

        SendOutcome outcome = await Send(Plain());

        Expect(outcome, kind, reason);
        Assert.Contains(reply, outcome.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL", false)]
    [InlineData("(content)", true)]
    public async Task A_connection_that_is_cut_may_have_delivered_only_after_the_content(string command, bool mayHave)
    {
        _server.Replies[command] = null;

        Assert.Equal(mayHave, Assert.IsType<SendOutcome.Retry>(await Send(Plain())).MayHaveArrived);
    }

    [Fact]
    public async Task A_server_that_falls_silent_costs_a_minute_and_not_the_whole_flush()
    {
        _server.Replies["MAIL"] = FakeSmtpServer.Silence;
        Task<SendOutcome> sending = Send(Plain()).AsTask();
        await _server.KeptSilent.Task;

        // The server has the command before the client's timer is armed, so one step of the clock may come too early.
        await RealTime.PollAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(60));
                return Task.FromResult(sending.IsCompleted);
            },
            TimeSpan.FromSeconds(20),
            "the client to give up");

        var outcome = Assert.IsType<SendOutcome.Retry>(await sending);
        Assert.Contains("did not reply within 60s", outcome.Answer, StringComparison.Ordinal);
        Assert.False(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task One_dead_mailbox_does_not_keep_the_page_from_the_others()
    {
        _server.Replies["RCPT TO:<dead@"] = "550 no such user";

        SendOutcome outcome = await Send(Plain() with { To = "dead@example.com, ann@example.com" });

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal("250 queued as 1; not to dead@example.com: 550 no such user", outcome.Answer);
    }

    [Fact]
    public async Task A_mailbox_that_is_busy_is_waited_for_twice_and_then_left_out()
    {
        _server.Replies["RCPT TO:<busy@"] = "450 later";
        EmailConfig config = Plain() with { To = "busy@example.com, ann@example.com" };

        Assert.IsType<SendOutcome.Retry>(await Send(config, Notification() with { Attempt = 2 }));
        Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification() with { Attempt = 3 }));
    }

    [Fact]
    public async Task Mails_of_a_group_are_threaded_by_day_if_asked()
    {
        await Send(Plain() with { Threading = new EmailThreadingConfig { Enabled = true, ThreadByDate = "daily" } });

        Assert.Matches(
            "References: <alert-[0-9a-f]{16}-2026-01-01@alertmanager>\r\nIn-Reply-To: <alert-[0-9a-f]{16}-2026-01-01@alertmanager>\r\n",
            (await _server.NextAsync()).Content);
    }

    [Fact]
    public async Task A_repeat_has_the_same_id_and_says_so()
    {
        await Send(Plain());
        await Send(Plain(), Notification() with { Attempt = 2, IsRepeat = true });
        string first = (await _server.NextAsync()).Content;
        string second = (await _server.NextAsync()).Content;

        Assert.Equal(first, second.Replace("X-Tocsin-Repeat: 1\r\n", "", StringComparison.Ordinal));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_body_whose_template_fails_gives_way_to_a_plain_one()
    {
        SendOutcome outcome = await Send(Plain() with
        {
            Html = "<p>{{ .Nope }}</p>",
            Headers = new Dictionary<string, string> { ["Subject"] = "{{ .Nope }}" },
        });
        string content = (await _server.NextAsync()).Content;

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.StartsWith("headers.Subject: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Contains("Subject: [FIRING:1] a", content, StringComparison.Ordinal);
        Assert.Contains("a is unwell", content, StringComparison.Ordinal);
        Assert.DoesNotContain("text/html", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_out_empty_gives_way_to_a_plain_one()
    {
        await Send(Plain() with { Text = "{{ if false }}x{{ end }}" });

        Assert.Contains("a is unwell", (await _server.NextAsync()).Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "alerts@example.com")]
    [InlineData("", "alerts@example.com")]
    [InlineData("{{ .Nope }}", "alerts@example.com")]
    [InlineData("ann@example.com", "a@example.com, b@example.com")]
    [InlineData("ann@example.com>\r\nRCPT TO:<eve@example.com", "alerts@example.com")]
    public async Task Addresses_that_are_none_are_a_rejection(string to, string from)
    {
        Assert.IsType<SendOutcome.Rejected>(await Send(Plain() with { To = to, From = from }));
    }

    [Fact]
    public async Task A_line_break_in_a_header_stays_within_it()
    {
        await Send(Plain() with
        {
            Headers = new Dictionary<string, string> { ["Subject"] = "a\r\nBcc: eve@example.com\r\n\r\nbody" },
        });

        Assert.Contains("Subject: a Bcc: eve@example.com body\r\n", (await _server.NextAsync()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_from_a_file_is_read_at_each_send()
    {
        string file = Path.GetTempFileName();
        _server.Extensions.Add("AUTH PLAIN");
        EmailConfig config = Plain() with { AuthUsername = "user", AuthPasswordFile = file };
        foreach (string password in (string[])["one", "two"])
        {
            await File.WriteAllTextAsync(file, password + "\n", TestContext.Current.CancellationToken);
            await Send(config);
            Assert.Equal("AUTH PLAIN " + Base64("\0user\0" + password), (await _server.NextAsync()).Commands[1]);
        }

        File.Delete(file);
    }

    private static void Expect(SendOutcome outcome, string kind, SendFailureReason reason)
    {
        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private EmailConfig Plain() => new()
    {
        Smarthost = new HostPort("127.0.0.1", _server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        From = "alerts@example.com",
        To = "ann@example.com",
        Text = "{{ .Status }}",
        Html = "",
        RequireTls = false,
    };

    private ValueTask<SendOutcome> Send(EmailConfig config, Notification? notification = null) =>
        new EmailNotifier(config, TestServices.On(_time))
            .SendAsync(notification ?? Notification(), NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
