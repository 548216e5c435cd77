using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.Exec;
using Tocsin.Notify.Integrations.Jira;
using Tocsin.Notify.Integrations.Opsgenie;
using Tocsin.Notify.Integrations.Sns;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Integrations.Wechat;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Rehearsals;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Rehearsals;

public sealed class RehearsalTests
{
    private const string Password = "hunter2-hidden";

    private readonly VirtualTime _time = new();

    [Fact]
    public async Task What_is_shown_is_byte_for_byte_what_is_sent()
    {
        await using var server = new FakeHttpServer();
        var config = new WebhookConfig { Url = new Secret(server.Url("/hook")) };
        RecordedRequest shown = Assert.Single((await ShowAsync(config)).Requests);
        server.Answer(200);
        await config.CreateNotifier(TestServices.On(_time)).SendAsync(
            Message(Firing("a")), NoSendObserver.Instance, TestContext.Current.CancellationToken);
        WireRequest sent = await server.NextAsync();

        Assert.Equal(sent.Body, shown.Body);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sent.Body))), shown.BodyDigest);
        Assert.Equal(Encoding.UTF8.GetByteCount(sent.Body), shown.BodyBytes);
        Assert.Equal(
            sent.Headers.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}").Order(),
            shown.Headers.Select(header => $"{header.Name.ToLowerInvariant()}: {header.Value}").Order());
    }

    [Fact]
    public async Task A_secret_URL_is_shown_as_far_as_its_host_and_credentials_as_far_as_their_scheme()
    {
        var config = new WebhookConfig
        {
            Url = new Secret("https://hooks.example:8443/services/T0/B0/xyz?t=1"),
            HttpConfig = new HttpClientConfig { Authorization = new AuthorizationConfig { Credentials = new Secret(Password) } },
        };
        RecordedRequest shown = (await ShowAsync(config)).Requests.Single();

        Assert.Equal("POST https://hooks.example:8443/<secret>", $"{shown.Method} {shown.Url}");
        Assert.Equal("Bearer <secret>", shown.Headers.Single(header => header.Name == "Authorization").Value);

        // A name and a password in the URL go before http_config.
        config = config with { Url = new Secret("https://ann:" + Password + "@hooks.example:8443/services/T0/B0/xyz?t=1") };
        shown = (await ShowAsync(config)).Requests.Single();

        Assert.Equal("POST https://hooks.example:8443/<secret>", $"{shown.Method} {shown.Url}");
        Assert.Equal("Basic <secret>", shown.Headers.Single(header => header.Name == "Authorization").Value);
    }

    [Fact]
    public async Task A_URL_that_is_no_secret_is_shown_whole_but_for_the_keys_in_it()
    {
        RecordedRequest shown = (await ShowAsync(new OpsgenieConfig
        {
            ApiUrl = Url("https://ann:pw@api.opsgenie.com/base/?token=abc&x=1"),
            ApiKey = new Secret(Password),
        })).Requests[0];

        Assert.Equal("https://api.opsgenie.com/base/v2/alerts?token=<secret>&x=1", shown.Url);
        Assert.Equal("GenieKey <secret>", shown.Headers.Single(header => header.Name == "Authorization").Value);
    }

    [Fact]
    public async Task A_mail_is_shown_with_its_commands_and_without_the_login()
    {
        foreach ((EmailConfig config, string commands) in (IEnumerable<(EmailConfig, string)>)
            [
                (Mail() with { AuthPassword = new Secret(Password) },
                    "EHLO localhost|STARTTLS|(TLS)|EHLO localhost|AUTH PLAIN <secret>"),
                (Mail() with { AuthSecret = new Secret(Password) },
                    "EHLO localhost|STARTTLS|(TLS)|EHLO localhost|AUTH CRAM-MD5|<secret>"),
                (Mail() with { AuthPassword = new Secret(Password), RequireTls = false },
                    "EHLO localhost|AUTH LOGIN|<secret>|<secret>"),
                (Mail() with { AuthUsername = "", ForceImplicitTls = true }, "(TLS)|EHLO localhost"),
            ])
        {
            RecordedRequest shown = Assert.Single((await ShowAsync(config)).Requests);
            Assert.Equal("SMTP smtp://mail.example:587", $"{shown.Method} {shown.Url}");
            Assert.Equal(
                commands + "|MAIL FROM:<tocsin@example.org> BODY=8BITMIME|RCPT TO:<ann@example.org>|RCPT TO:<bob@example.org>|DATA",
                string.Join('|', shown.Commands));
            Assert.Contains("\r\nSubject: ", "\r\n" + shown.Body, StringComparison.Ordinal);
            Assert.EndsWith("--\r\n", shown.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_mail_has_the_digest_of_the_hop_that_sends_it()
    {
        EmailConfig config = Mail() with { AuthUsername = "", Text = ".dots\n..and more\n.", Html = "" };
        RecordedRequest shown = (await ShowAsync(config)).Requests.Single();
        var hops = new Contracts.RecordedHops();
        var nowhere = new Connector(AddressRules.None, (_, _) => Task.FromResult<IPAddress[]>([]));
        await config.CreateNotifier(TestServices.On(_time) with { Http = TestServices.On(_time).Http.Over(nowhere) })
            .SendAsync(Message(Firing("a")), hops, TestContext.Current.CancellationToken);

        Assert.Equal(hops.Single().BodyDigest, shown.BodyDigest);
    }

    [Theory]
    [InlineData(true, "POST /rest/api/2/search|POST /rest/api/2/issue")]
    [InlineData(false, "POST /rest/api/2/search|PUT /rest/api/2/issue/SAMPLE-1|GET /rest/api/2/issue/SAMPLE-1/transitions"
        + "|POST /rest/api/2/issue/SAMPLE-1/transitions")]
    public async Task Jira_is_shown_beyond_its_search(bool isFiring, string requests)
    {
        var config = new JiraConfig
        {
            ApiUrl = Url("https://jira.example/rest/api/2"),
            Project = "OPS",
            IssueType = "Bug",
            ResolveTransition = "Close \"it\"",
        };
        RehearsalReport report = await ShowAsync(config, isFiring);
        Assert.Equal(requests, Lines(report, "https://jira.example"));
    }

    [Fact]
    public async Task WeChat_is_shown_beyond_its_token()
    {
        RehearsalReport report = await ShowAsync(new WechatConfig
        {
            ApiUrl = Url("https://qyapi.example/cgi-bin/"),
            CorpId = "corp",
            ApiSecret = new Secret(Password),
        });
        Assert.Equal(
            "GET /cgi-bin/gettoken?corpid=corp&corpsecret=<secret>|POST /cgi-bin/message/send?access_token=<secret>",
            Lines(report, "https://qyapi.example"));
    }

    [Theory]
    [InlineData("", "", "POST https://sns.eu-west-1.amazonaws.com/")]
    [InlineData("arn:aws:iam::1:role/r", "",
        "POST https://sts.eu-west-1.amazonaws.com/|POST https://sns.eu-west-1.amazonaws.com/")]
    [InlineData("", "/v2/credentials/abc", "GET http://169.254.170.2/v2/credentials/abc|POST https://sns.eu-west-1.amazonaws.com/")]
    public async Task Amazon_is_shown_beyond_the_credentials_it_lends(string role, string container, string requests)
    {
        var config = new SnsConfig
        {
            TopicArn = "arn:aws:sns:eu-west-1:1:t",
            SigV4 = new SigV4Config
            {
                Region = "eu-west-1",
                AccessKey = container.Length == 0 ? "AKIA" : "",
                SecretKey = new Secret(container.Length == 0 ? Password : ""),
                RoleArn = role,
            },
        };
        IntegrationServices services = TestServices.On(_time) with
        {
            Environment = name => name switch
            {
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" when container.Length > 0 => container,
                "AWS_SHARED_CREDENTIALS_FILE" or "AWS_CONFIG_FILE" => "no-such-file",
                _ => null,
            },
        };
        RehearsalReport report = await Rehearsal.RunAsync(
            config, services, Message(Firing("a")), TestContext.Current.CancellationToken);
        Assert.Equal(requests, Lines(report, ""));
        Assert.Equal(
            "AWS4-HMAC-SHA256 <secret>", report.Requests[^1].Headers.Single(header => header.Name == "Authorization").Value);
    }

    [Fact]
    public async Task A_token_of_OAuth_is_shown_being_asked_for()
    {
        RehearsalReport report = await ShowAsync(new OpsgenieConfig
        {
            ApiUrl = Url("https://api.opsgenie.com/"),
            ApiKey = new Secret(Password),
            UpdateAlerts = true,
            HttpConfig = new HttpClientConfig
            {
                OAuth2 = new OAuth2Config
                {
                    ClientId = "me",
                    ClientSecret = new Secret(Password),
                    TokenUrl = "https://login.example/token",
                    EndpointParams = new Dictionary<string, string> { ["password"] = "also-hidden" },
                },
            },
        });
        Assert.Equal("POST https://login.example/token", Lines(report with { Requests = [report.Requests[0]] }, ""));
        Assert.Equal("grant_type=client_credentials&password=<secret>", report.Requests[0].Body);
        Assert.Equal(4, report.Requests.Count);
    }

    [Fact]
    public async Task A_program_is_shown_and_not_run()
    {
        string trace = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        RecordedRequest shown = Assert.Single((await ShowAsync(new ExecConfig { Command = ["/usr/bin/touch", trace + " it's"] })).Requests);

        Assert.Equal($"EXEC /usr/bin/touch '{trace} it'\\''s'", $"{shown.Method} {shown.Url}");
        Assert.Contains(("TOCSIN_STATUS", "firing"), shown.Headers);
        Assert.Equal("firing", (string)JsonNode.Parse(shown.Body)!["status"]!);
        Assert.False(File.Exists(trace + " it's"));
    }

    [Fact]
    public async Task A_template_that_fails_and_a_message_that_cannot_be_are_told()
    {
        RehearsalReport plain = await ShowAsync(new WebhookConfig { Url = new Secret("http://x/{{ .NoSuch }}") });
        Assert.Empty(plain.Requests);
        Assert.Contains("NoSuch", plain.TemplateError, StringComparison.Ordinal);
        Assert.Equal("the template of the URL failed", plain.Fault);
        RehearsalReport buggy = await ShowAsync(new Buggy());
        Assert.Equal("the integration failed by a bug: InvalidOperationException", buggy.Fault);
    }

    [Fact]
    public void No_secret_of_any_shape_is_shown_wherever_it_gets_to()
    {
        Gen<string> secret = ArbMap.Default.GeneratorFor<string>()
            .Where(text => text is not null)
            .Select(text => string.Concat(text.Where(c => c is > ' ' and <= '~')))
            .Where(text => text.Length >= 4 && !"<secret>".Contains(text, StringComparison.Ordinal));
        Prop.ForAll(secret.ToArbitrary(), text => CheckAsync(text).GetAwaiter().GetResult())
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Theory]
    [InlineData("s3cr{{")]
    [InlineData("{{s3cr")]
    [InlineData("s3cr{{ x }}et")]
    public Task A_secret_with_braces_is_not_shown(string secret) => CheckAsync(secret);

    // It is in a header of its own, in a password, in the labels of the alert and so in the body.
    private async Task CheckAsync(string secret)
    {
        var config = new WebhookConfig
        {
            Url = new Secret("http://x.example/"),
            HttpConfig = new HttpClientConfig
            {
                BasicAuth = new BasicAuthConfig { Username = "ann", Password = new Secret(secret) },
                HttpHeaders = new Dictionary<string, HttpHeaderConfig>
                {
                    ["X-Key"] = new() { Secrets = [new Secret(secret)] },
                },
            },
        };
        RehearsalReport report = await ShowAsync(config, labels: LabelSet.Of(("alertname", "a"), ("leak", $"-{secret}-")));

        RecordedRequest shown = Assert.Single(report.Requests);
        Assert.All(
            shown.Headers.Where(header => header.Name is "X-Key" or "Authorization"),
            header => Assert.DoesNotContain(
                secret, header.Value.Replace("<secret>", "", StringComparison.Ordinal), StringComparison.Ordinal));
        string leak = (string)JsonNode.Parse(shown.Body)!["alerts"]![0]!["labels"]!["leak"]!;
        Assert.Equal("-<secret>-", leak);
    }

    private static EmailConfig Mail() => new()
    {
        From = "tocsin@example.org",
        To = "ann@example.org, bob@example.org",
        Smarthost = new HostPort("mail.example", "587"),
        AuthUsername = "ann",
    };

    private static string Lines(RehearsalReport report, string root) => string.Join(
        '|', report.Requests.Select(request => $"{request.Method} {(request.Url.StartsWith(root, StringComparison.Ordinal)
            ? request.Url[root.Length..] : request.Url)}"));

    private static WebUrl Url(string text)
    {
        Assert.Null(WebUrl.TryParse(text, out WebUrl? url));
        return url!;
    }

    private static Notification Message(Model.Alerts.Alert alert) => TestServices.NotificationOf(Of(At(0), alert));

    private Task<RehearsalReport> ShowAsync(IntegrationConfig config, bool isFiring = true, LabelSet? labels = null)
    {
        Model.Alerts.Alert alert = isFiring ? Firing("a") : Resolved("a");
        return Rehearsal.RunAsync(
            config, TestServices.On(_time), Message(labels is null ? alert : alert with { Labels = labels }),
            TestContext.Current.CancellationToken);
    }

    private sealed record Buggy : IntegrationConfig, INotifier
    {
        public override string Integration => "carrier pigeon";

        public override INotifier CreateNotifier(IntegrationServices services) => this;

        public ValueTask<SendOutcome> SendAsync(
            Notification notification, ISendObserver observer, CancellationToken cancellation) =>
            throw new InvalidOperationException(Password);
    }
}
