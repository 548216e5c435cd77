using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Sns;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Sns;

/// <summary>Where the keys come from, seen from what is signed with them.</summary>
public sealed class SnsCredentialsTests : IAsyncDisposable
{
    private readonly FakeHttpServer _sns = new();
    private readonly FakeHttpServer _lender = new();
    private readonly VirtualTime _time = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin").FullName;

    public async ValueTask DisposeAsync()
    {
        await _sns.DisposeAsync();
        await _lender.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Keys_of_the_configuration_go_before_all_others()
    {
        _environment["AWS_ACCESS_KEY_ID"] = "ENV";
        _environment["AWS_SECRET_ACCESS_KEY"] = "s";

        WireRequest request = await PublishAsync(Notifier(new SigV4Config { AccessKey = "CONF", SecretKey = new Secret("s") }));

        Assert.Equal("CONF", KeyOf(request));
    }

    [Fact]
    public async Task Keys_of_the_environment_go_with_their_token()
    {
        _environment["AWS_ACCESS_KEY_ID"] = "ENV";
        _environment["AWS_SECRET_ACCESS_KEY"] = "s";
        _environment["AWS_SESSION_TOKEN"] = "t";

        WireRequest request = await PublishAsync(Notifier(new()));

        Assert.Equal("ENV", KeyOf(request));
        Assert.Equal("t", request.Headers["X-Amz-Security-Token"]);
        Assert.Contains("x-amz-security-token", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "DEFAULT")]
    [InlineData("", "other", "OTHER")]
    [InlineData("third", "other", "THIRD")]
    public async Task A_profile_is_the_configured_one_or_the_environments_or_the_default(
        string configured, string inEnvironment, string expected)
    {
        _environment["AWS_PROFILE"] = inEnvironment;
        _environment["AWS_SHARED_CREDENTIALS_FILE"] = Write(
            "credentials",
            """
            # keys
            [default]
            aws_access_key_id = DEFAULT
            aws_secret_access_key = s  # mine
            [other]
            aws_access_key_id=OTHER
            s3 =
              aws_access_key_id = nested
            AWS_SECRET_ACCESS_KEY=s
            """);
        _environment["AWS_CONFIG_FILE"] = Write(
            "config", "[profile third]\naws_access_key_id = THIRD\naws_secret_access_key = s\n[services x]\naws_access_key_id = NO\n");

        Assert.Equal(expected, KeyOf(await PublishAsync(Notifier(new SigV4Config { Profile = configured }))));
    }

    [Fact]
    public async Task A_profile_that_changes_is_read_again()
    {
        _environment["AWS_SHARED_CREDENTIALS_FILE"] = Write("c", "[default]\naws_access_key_id = ONE\naws_secret_access_key = s\n");
        INotifier notifier = Notifier(new());
        Assert.Equal("ONE", KeyOf(await PublishAsync(notifier)));

        Write("c", "[default]\naws_access_key_id = TWO\naws_secret_access_key = s\n");

        Assert.Equal("TWO", KeyOf(await PublishAsync(notifier)));
    }

    [Fact]
    public async Task The_region_of_the_profile_is_taken_if_nobody_else_names_one()
    {
        _environment["AWS_CONFIG_FILE"] = Write(
            "config", "[default]\nregion = ap-south-1\naws_access_key_id = A\naws_secret_access_key = s\n");

        WireRequest request = await PublishAsync(Notifier(new(), region: ""));

        Assert.Contains("/ap-south-1/sns/", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_may_take_on_a_role_with_the_keys_of_another()
    {
        _environment["AWS_CONFIG_FILE"] = Write(
            "config",
            """
            [profile ops]
            role_arn = arn:aws:iam::1:role/ops
            source_profile = base
            external_id = ext
            role_session_name = me
            [profile base]
            aws_access_key_id = BASE
            aws_secret_access_key = s
            """);
        _lender.Answer(200, StsAnswer("LENT", "2026-01-01T01:00:00Z"));

        WireRequest request = await PublishAsync(Notifier(new SigV4Config { Profile = "ops" }));

        WireRequest asked = await _lender.NextAsync();
        Assert.Equal("BASE", KeyOf(asked));
        Assert.Contains("/us-east-2/sts/aws4_request", asked.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fops&RoleSessionName=me"
                + "&DurationSeconds=3600&ExternalId=ext",
            asked.Body);
        Assert.Equal("LENT", KeyOf(request));
        Assert.Equal("token-LENT", request.Headers["X-Amz-Security-Token"]);
    }

    [Theory]
    [InlineData("role_arn = a\nsource_profile = p", "profile p holds no credentials")]
    [InlineData("role_arn = a\nsource_profile = q\n[profile q]\nrole_arn = b\nsource_profile = p", "lends from itself")]
    [InlineData("role_arn = a", "nothing to take it on with")]
    [InlineData("role_arn = a\nsource_profile = none", "there is no profile none")]
    [InlineData("credential_process = /bin/keys", "which Tocsin does not serve")]
    [InlineData("region = x", "profile p holds no credentials")]
    public async Task A_profile_that_leads_nowhere_says_so(string settings, string fault)
    {
        _environment["AWS_CONFIG_FILE"] = Write("config", "[profile p]\n" + settings + "\n");

        SendOutcome outcome = await NotifyAsync(Notifier(new SigV4Config { Profile = "p" }));

        Assert.Contains(fault, Assert.IsType<SendOutcome.Retry>(outcome).Answer, StringComparison.Ordinal);
        Assert.False(((SendOutcome.Retry)outcome).MayHaveArrived);
    }

    [Fact]
    public async Task A_token_of_Kubernetes_is_exchanged_for_keys_and_read_again_each_time()
    {
        string file = Write("token", "jwt-1");
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
        _environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/pod";
        _lender.Answer(200, StsAnswer("POD1", "2026-01-01T01:00:00Z"));
        _lender.Answer(200, StsAnswer("POD2", "2026-01-01T02:00:00Z"));
        INotifier notifier = Notifier(new());

        Assert.Equal("POD1", KeyOf(await PublishAsync(notifier)));
        WireRequest first = await _lender.NextAsync();
        Write("token", "jwt-2");
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("POD1", KeyOf(await PublishAsync(notifier)));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("POD2", KeyOf(await PublishAsync(notifier)));
        WireRequest second = await _lender.NextAsync();

        Assert.False(first.Headers.ContainsKey("Authorization"));
        Assert.EndsWith("&DurationSeconds=3600&WebIdentityToken=jwt-1", first.Body, StringComparison.Ordinal);
        Assert.EndsWith("WebIdentityToken=jwt-2", second.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_gets_its_keys_with_its_own_token()
    {
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = _lender.Url("/v2/credentials/x");
        _environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = Write("token", "pod-token\n");
        _lender.Answer(200, Json("TASK"));

        WireRequest request = await PublishAsync(Notifier(new()));

        WireRequest asked = await _lender.NextAsync();
        Assert.Equal("GET /v2/credentials/x HTTP/1.1", asked.Line);
        Assert.Equal("pod-token", asked.Headers["Authorization"]);
        Assert.Equal("TASK", KeyOf(request));
    }

    [Theory]
    [InlineData("http://example.com/keys")]
    [InlineData("http://169.254.1.1/keys")]
    [InlineData("file:///etc/passwd")]
    public async Task A_containers_token_is_not_sent_in_the_clear_to_just_anybody(string url)
    {
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;

        SendOutcome outcome = await NotifyAsync(Notifier(new()));

        Assert.Contains("must be https", Assert.IsType<SendOutcome.Retry>(outcome).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_gets_its_keys_by_version_2_of_the_metadata_service()
    {
        _environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = _lender.Url("");
        _lender.Answer(200, "metadata-token");
        _lender.Answer(200, "my-role\n");
        _lender.Answer(200, Json("INSTANCE"));

        WireRequest request = await PublishAsync(Notifier(new()));

        WireRequest token = await _lender.NextAsync();
        WireRequest roles = await _lender.NextAsync();
        WireRequest keys = await _lender.NextAsync();
        Assert.Equal("PUT /latest/api/token HTTP/1.1", token.Line);
        Assert.Equal("60", token.Headers["X-aws-ec2-metadata-token-ttl-seconds"]);
        Assert.Equal("GET /latest/meta-data/iam/security-credentials/ HTTP/1.1", roles.Line);
        Assert.Equal("metadata-token", roles.Headers["X-aws-ec2-metadata-token"]);
        Assert.Equal("GET /latest/meta-data/iam/security-credentials/my-role HTTP/1.1", keys.Line);
        Assert.Equal("INSTANCE", KeyOf(request));
    }

    [Fact]
    public async Task A_metadata_service_that_does_not_answer_costs_a_second_and_says_where_keys_were_looked_for()
    {
        _environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = _lender.Url("");
        Task<SendOutcome> sending = NotifyAsync(Notifier(new()));
        await _lender.NextAsync();

        _time.Advance(TimeSpan.FromSeconds(1));

        var outcome = Assert.IsType<SendOutcome.Retry>(await sending);
        Assert.Equal(SendFailureReason.AuthError, outcome.Reason);
        Assert.StartsWith("aws: no credentials in the configuration, the environment", outcome.Answer, StringComparison.Ordinal);
        Assert.False(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task Rules_for_messages_keep_SNS_out_and_leave_the_machine_its_own_keys()
    {
        _lender.Answer(200, "metadata-token");
        _lender.Answer(200, "my-role");
        _lender.Answer(200, Json("INSTANCE"));
        var rules = new Connector(AddressRules.Of(["internal"], []));
        IntegrationServices services = Services() with { Http = new HttpClientFactory(_time, static _ => null, rules) };

        SendOutcome outcome = await NotifyAsync(Config(new()).CreateNotifier(services));

        Assert.Contains("loopback", Assert.IsType<SendOutcome.Rejected>(outcome).Answer, StringComparison.Ordinal);
        await _lender.NextAsync();
        await _lender.NextAsync();
        Assert.EndsWith("/my-role HTTP/1.1", (await _lender.NextAsync()).Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metadata_service_that_is_switched_off_is_not_asked()
    {
        _environment["AWS_EC2_METADATA_DISABLED"] = "TRUE";

        SendOutcome outcome = await NotifyAsync(Notifier(new()));

        Assert.Equal("aws: no credentials were found", Assert.IsType<SendOutcome.Retry>(outcome).Answer);
    }

    [Fact]
    public async Task A_configured_role_is_taken_on_with_whatever_keys_there_are_and_shared_by_messages_at_the_same_time()
    {
        _lender.Answer(200, StsAnswer("ROLE", "2026-01-01T01:00:00Z"));
        _sns.Answer(200);
        _sns.Answer(200);
        INotifier notifier = Notifier(new SigV4Config
        {
            AccessKey = "BASE",
            SecretKey = new Secret("s"),
            RoleArn = "arn:aws:iam::1:role/r",
            ExternalId = "e",
        });

        await Task.WhenAll(NotifyAsync(notifier), NotifyAsync(notifier));

        Assert.Equal("ROLE", KeyOf(await _sns.NextAsync()));
        Assert.Equal("ROLE", KeyOf(await _sns.NextAsync()));
        Assert.Contains("&ExternalId=e", (await _lender.NextAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_cannot_be_renewed_yet_are_used_to_their_end()
    {
        _lender.Answer(200, StsAnswer("ROLE", "2026-01-01T01:00:00Z"));
        _lender.Answer(500, "");
        _lender.Answer(500, "");
        INotifier notifier = Notifier(new SigV4Config { AccessKey = "BASE", SecretKey = new Secret("s"), RoleArn = "r" });
        await PublishAsync(notifier);

        _time.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("ROLE", KeyOf(await PublishAsync(notifier)));
        _time.Advance(TimeSpan.FromMinutes(4));
        SendOutcome outcome = await NotifyAsync(notifier);

        Assert.Equal("aws: STS answered with status 500", Assert.IsType<SendOutcome.Retry>(outcome).Answer);
    }

    [Fact]
    public async Task Keys_that_AWS_calls_expired_are_not_used_again()
    {
        _lender.Answer(200, StsAnswer("ONE", "2026-01-01T01:00:00Z"));
        _lender.Answer(200, StsAnswer("TWO", "2026-01-01T01:00:00Z"));
        INotifier notifier = Notifier(new SigV4Config { AccessKey = "BASE", SecretKey = new Secret("s"), RoleArn = "r" });
        _sns.Answer(403, "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>");

        Assert.IsType<SendOutcome.Retry>(await NotifyAsync(notifier));
        Assert.Equal("ONE", KeyOf(await _sns.NextAsync()));

        Assert.Equal("TWO", KeyOf(await PublishAsync(notifier)));
    }

    [Fact]
    public async Task A_refusal_of_STS_says_why_and_holds_no_token()
    {
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = Write("token", "hidden-token");
        _environment["AWS_ROLE_ARN"] = "r";
        _lender.Answer(
            403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not for hidden-token</Message></Error></ErrorResponse>");

        SendOutcome outcome = await NotifyAsync(Notifier(new()));

        Assert.Equal("aws: STS answered with status 403 AccessDenied: not for <secret>", outcome.Answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x><AccessKeyId>&e;</AccessKeyId></x>")]
    public async Task An_answer_of_STS_without_keys_is_no_crash(string body)
    {
        _lender.Answer(200, body);

        SendOutcome outcome = await NotifyAsync(
            Notifier(new SigV4Config { AccessKey = "BASE", SecretKey = new Secret("s"), RoleArn = "r" }));

        Assert.Equal("aws: STS gave no credentials", Assert.IsType<SendOutcome.Retry>(outcome).Answer);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"AccessKeyId\":5}")]
    [InlineData("{\"Code\":\"Failed\"}")]
    [InlineData("nonsense")]
    public async Task An_answer_of_a_container_without_keys_is_no_crash(string body)
    {
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = _lender.Url("/");
        _lender.Answer(200, body);

        SendOutcome outcome = await NotifyAsync(Notifier(new()));

        Assert.Equal("aws: the container's credentials endpoint gave no credentials", outcome.Answer);
    }

    private static string KeyOf(WireRequest request) => request.Headers["Authorization"].Split("Credential=")[1].Split('/')[0];

    private static string StsAnswer(string key, string expiration) =>
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><AssumedRoleUser>"
        + "<Arn>a</Arn></AssumedRoleUser><Credentials>"
        + $"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>secret-{key}</SecretAccessKey><SessionToken>token-{key}</SessionToken>"
        + $"<Expiration>{expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    private static string Json(string key) =>
        $$"""{"Code":"Success","AccessKeyId":"{{key}}","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-01T06:00:00Z"}""";

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private INotifier Notifier(SigV4Config config, string region = "us-east-2") =>
        Config(config, region).CreateNotifier(Services());

    private SnsConfig Config(SigV4Config config, string region = "us-east-2") => new()
    {
        ApiUrl = _sns.Url("/"),
        SigV4 = config with { Region = region },
        TopicArn = "arn:aws:sns:us-east-2:1:t",
    };

    private IntegrationServices Services()
    {
        _environment.TryAdd("AWS_ENDPOINT_URL_STS", _lender.Url("/"));
        _environment.TryAdd("AWS_EC2_METADATA_SERVICE_ENDPOINT", _lender.Url("/"));
        return TestServices.On(_time) with { Environment = name => _environment.GetValueOrDefault(name) };
    }

    private static Task<SendOutcome> NotifyAsync(INotifier notifier) => notifier.SendAsync(
        TestServices.NotificationOf(Of(At(0), Firing("a"))), NoSendObserver.Instance, TestContext.Current.CancellationToken).AsTask();

    private async Task<WireRequest> PublishAsync(INotifier notifier)
    {
        _sns.Answer(200);
        SendOutcome outcome = await NotifyAsync(notifier);
        Assert.True(outcome is SendOutcome.Delivered, outcome.Answer);
        return await _sns.NextAsync();
    }
}
