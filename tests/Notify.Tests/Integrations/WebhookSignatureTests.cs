using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.TestKit.BlackBox;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class WebhookSignatureTests : IAsyncDisposable
{
    private const string Header = "X-Tocsin-Signature";
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 999, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_signature_is_of_the_time_of_the_attempt_and_the_body_as_sent()
    {
        WireRequest request = await SendAsync(new HmacConfig { Secret = new Secret("s1") });

        Assert.Equal($"t=1767225600,v1={Code("s1", "1767225600", request.Body)}", request.Headers[Header]);
    }

    [Fact]
    public async Task A_later_attempt_of_the_same_message_has_a_later_time()
    {
        var config = new HmacConfig { Secret = new Secret("s1") };
        WireRequest first = await SendAsync(config);
        _time.Advance(TimeSpan.FromSeconds(90));
        WireRequest second = await SendAsync(config);

        Assert.Equal(first.Body, second.Body);
        Assert.StartsWith("t=1767225600,", first.Headers[Header], StringComparison.Ordinal);
        Assert.StartsWith("t=1767225690,", second.Headers[Header], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_several_secrets_signs_and_a_file_of_them_is_read_at_each_send()
    {
        string file = Path.GetTempFileName();
        var config = new HmacConfig { SecretFile = file, Header = "X-Other" };
        foreach (string[] secrets in (string[][])[["old"], ["old", "new"], ["new"]])
        {
            await File.WriteAllLinesAsync(file, [.. secrets, ""], TestContext.Current.CancellationToken);
            WireRequest request = await SendAsync(config);

            Assert.Equal(
                "t=1767225600" + string.Concat(secrets.Select(s => ",v1=" + Code(s, "1767225600", request.Body))),
                request.Headers["X-Other"]);
        }

        WireRequest listed = await SendAsync(new HmacConfig { Secrets = [new Secret("a"), new Secret("b")] });
        Assert.Equal(
            $"t=1767225600,v1={Code("a", "1767225600", listed.Body)},v1={Code("b", "1767225600", listed.Body)}",
            listed.Headers[Header]);
        File.Delete(file);
    }

    [Fact]
    public async Task A_body_of_the_operators_making_is_signed_as_it_is_sent()
    {
        Assert.Null(YamlValue.TryParse("{text: '{{ .Status }} é'}", out YamlValue payload));

        WireRequest request = await SendAsync(new HmacConfig { Secret = new Secret("s1") }, payload);

        Assert.Equal("{\"text\":\"firing é\"}", request.Body.Trim());
        Assert.Equal($"t=1767225600,v1={Code("s1", "1767225600", request.Body)}", request.Headers[Header]);
    }

    [Fact]
    public async Task Nothing_is_sent_unsigned_while_the_secret_cannot_be_read()
    {
        foreach ((string? content, string want) in ((string?, string)[])
            [(null, "cannot read"), (" \n", "must hold 1 to 4 secrets"), ("a\nb\nc\nd\ne", "must hold 1 to 4 secrets")])
        {
            string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            if (content is not null)
            {
                await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            }

            SendOutcome outcome = await Notifier(new HmacConfig { SecretFile = file }).SendAsync(
                Message(), NoSendObserver.Instance, TestContext.Current.CancellationToken);

            Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
            Assert.Contains(want, outcome.Answer, StringComparison.Ordinal);
            Assert.Contains(file, outcome.Answer, StringComparison.Ordinal);
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{}", "exactly one of secret, secrets & secret_file must be configured")]
    [InlineData("{secret: a, secret_file: b}", "exactly one of secret, secrets & secret_file must be configured")]
    [InlineData("{secrets: [a, '']}", "secrets must hold 1 to 4 secrets, none of them empty")]
    [InlineData("{secrets: [a, b, c, d, e]}", "secrets must hold 1 to 4 secrets, none of them empty")]
    [InlineData("{secret: a, header: 'x y'}", "\"x y\" is not the name of a header")]
    [InlineData("{secret: a, header: ''}", "\"\" is not the name of a header")]
    [InlineData("{secret: a, header: authorization}", "setting header \"Authorization\" is not allowed")]
    [InlineData("{secret: a, header: idempotency-key}", "setting header \"Idempotency-Key\" is not allowed")]
    public void A_wrong_configuration_is_refused(string hmac, string want)
    {
        YamlDiagnostic fault = Assert.Single(Read(hmac, strict: false).Faults);

        Assert.Equal(want, fault.Text);
        Assert.StartsWith("hmac", fault.Key, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_mode_does_not_know_the_key_and_it_is_never_printed()
    {
        YamlDiagnostic unknown = Assert.Single(Read("{secret: a}", strict: true).Faults);
        Assert.Equal("field hmac not found in type webhook.plain", unknown.Text);
        Assert.Empty(Read("{secret: a}", strict: false).Faults);

        string printed = YamlWriter.Write(WebhookConfig.Schema.Write(
            new WebhookConfig { Url = new Secret("http://a"), Hmac = new HmacConfig { Secret = new Secret("hush") } }));
        Assert.DoesNotContain("hmac", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python")]
    [InlineData("go")]
    public async Task The_documented_check_takes_what_is_genuine_and_nothing_else(string language)
    {
        WireRequest request = await SendAsync(new HmacConfig { Secrets = [new Secret("old"), new Secret("new")] });
        string header = request.Headers[Header];
        string otherTime = header.Replace("t=1767225600", "t=1767225601", StringComparison.Ordinal);
        string halfCode = header[..^32];
        (string Header, string Body, string Secret, int At)[] cases =
        [
            (header, request.Body, "old", 1767225600),
            (header, request.Body, "new", 1767225600 + 299),
            (header, request.Body, "new", 1767225600 + 301),
            (header, request.Body, "new", 1767225600 - 301),
            (header, request.Body, "other", 1767225600),
            (header, request.Body + " ", "new", 1767225600),
            (otherTime, request.Body, "new", 1767225600),
            (halfCode, request.Body, "new", 1767225600),
            ("t=,v1=", request.Body, "new", 1767225600),
            ("", request.Body, "new", 1767225600),
        ];

        string verdicts = await (language == "go" ? AskGoAsync(cases) : AskPythonAsync(cases));

        Assert.Equal("yes yes no no no no no no no no", verdicts);
    }

    private static async Task<string> AskPythonAsync((string Header, string Body, string Secret, int At)[] cases)
    {
        string python = Find("python3");
        var program = new StringBuilder(Documented("python")).Append("\nimport base64\nd = base64.b64decode\nprint(*[\n");
        foreach ((string header, string body, string secret, int at) in cases)
        {
            string arguments = $"d('{In64(header)}').decode(), d('{In64(body)}'), d('{In64(secret)}'), {at}";
            program.Append($"  'yes' if is_genuine({arguments}) else 'no',\n");
        }

        ProgramResult result = await ChildProcess.RunAsync(python, ["-"], program.Append("])\n").ToString());
        return result.Output.Trim() + result.Errors;
    }

    private static async Task<string> AskGoAsync((string Header, string Body, string Secret, int At)[] cases)
    {
        string go = Find("go");
        string folder = Repository.NewTemporaryFolder("go");
        var main = new StringBuilder("package main\nimport (\n\"encoding/base64\"\n\"fmt\"\n\"time\"\n)\n")
            .Append("func d(s string) []byte { b, _ := base64.StdEncoding.DecodeString(s); return b }\n")
            .Append("func say(h, b, s string, at int64) {\n")
            .Append("if IsGenuine(string(d(h)), d(b), d(s), time.Unix(at, 0), 5*time.Minute) {\n")
            .Append("fmt.Print(\"yes \")\n} else {\nfmt.Print(\"no \")\n}\n}\nfunc main() {\n");
        foreach ((string header, string body, string secret, int at) in cases)
        {
            main.Append($"say(\"{In64(header)}\", \"{In64(body)}\", \"{In64(secret)}\", {at})\n");
        }

        string hooks = Documented("go").Replace("package hooks", "package main", StringComparison.Ordinal);
        string[] files = [Path.Combine(folder, "hooks.go"), Path.Combine(folder, "main.go")];
        await File.WriteAllTextAsync(files[0], hooks, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(files[1], main + "}\n", TestContext.Current.CancellationToken);
        ProgramResult result = await ChildProcess.RunAsync(go, ["run", .. files]);
        Directory.Delete(folder, recursive: true);
        return result.Output.Trim() + result.Errors;
    }

    private static string Find(string program)
    {
        string? path = Environment.GetEnvironmentVariable("PATH")?.Split(':')
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return path ?? throw Needs.NotApplicable($"there is no {program} on this machine");
    }

    private static string Documented(string language)
    {
        string page = File.ReadAllText(Repository.Path("docs", "receivers", "webhook.md"));
        string[] blocks = page.Split("```" + language + "\n");
        return Assert.Single(blocks.Skip(1)).Split("\n```")[0] + "\n";
    }

    private static string In64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Code(string secret, string time, string body) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));

    private static YamlReader Read(string hmac, bool strict)
    {
        YamlDocument document = YamlDocument.Parse(Encoding.UTF8.GetBytes($"url: http://a\nhmac: {hmac}\n"));
        var reader = new YamlReader(new YamlReadOptions { AllowExtensions = !strict });
        WebhookConfig config = WebhookConfig.Schema.Initial;
        reader.Read(WebhookConfig.Schema, document.Root!, ref config);
        return reader;
    }

    private static Notification Message() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private WebhookNotifier Notifier(HmacConfig hmac, YamlValue? payload = null) => new(
        new WebhookConfig { Url = new Secret(_server.Url("/hook")), Hmac = hmac, Payload = payload },
        TestServices.On(_time));

    private async Task<WireRequest> SendAsync(HmacConfig hmac, YamlValue? payload = null)
    {
        _server.Answer(200);
        SendOutcome outcome = await Notifier(hmac, payload).SendAsync(
            Message(), NoSendObserver.Instance, TestContext.Current.CancellationToken);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        return await _server.NextAsync();
    }
}
