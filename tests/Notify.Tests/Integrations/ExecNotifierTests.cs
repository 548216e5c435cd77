using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Exec;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class ExecNotifierTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly RecordedHops _hops = [];
    private readonly string _folder = Repository.NewTemporaryFolder("exec");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_message_comes_on_standard_input_as_a_webhook_would_get_it()
    {
        SendOutcome outcome = await RunAsync("/usr/bin/tee", Path.Combine(_folder, "message"));
        string body = await File.ReadAllTextAsync(Path.Combine(_folder, "message"), Cancellation);
        JsonElement json = JsonDocument.Parse(body).RootElement;

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal("4", json.GetProperty("version").GetString());
        JsonElement alert = json.GetProperty("alerts")[0];
        Assert.Equal("a is unwell", alert.GetProperty("annotations").GetProperty("summary").GetString());
        SendHop hop = Assert.Single(_hops);
        Assert.Equal(("EXEC /usr/bin/tee", 0, body.Length), (hop.Action, hop.Code, hop.BodyBytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))), hop.BodyDigest);
    }

    [Fact]
    public async Task The_environment_is_what_the_program_needs_and_nothing_of_ours()
    {
        Environment.SetEnvironmentVariable("TOCSIN_TEST_SECRET", "hush");
        Notification message = Message(Firing("a"), Resolved("b")) with
        {
            Attempt = 3,
            IsRepeat = true,
            FallbackFor = new FallbackFor("chat", "webhook[0]", "busy"),
        };

        SendOutcome outcome = await RunAsync(Config("/usr/bin/env", "-0"), message);
        Environment.SetEnvironmentVariable("TOCSIN_TEST_SECRET", null);

        Assert.Equal(
            [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "TOCSIN_ATTEMPT=3",
                "TOCSIN_EXTERNAL_URL=http://tocsin.example:9093",
                "TOCSIN_FALLBACK=fallback from chat (webhook[0]): busy",
                "TOCSIN_GROUP_KEY={}:{team=\"x\"}",
                "TOCSIN_NOTIFICATION_ID=00112233445566778899aabbccddeeff",
                "TOCSIN_NUM_FIRING=1",
                "TOCSIN_NUM_RESOLVED=1",
                "TOCSIN_RECEIVER=team-x",
                "TOCSIN_REPEAT=1",
                "TOCSIN_STATUS=firing",
            ],
            outcome.Answer.Split(" TOCSIN_").Select((v, i) => i == 0 ? v : "TOCSIN_" + v).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_arguments_are_those_of_the_configuration_to_the_letter()
    {
        Alert hostile = Firing("--help") with { Annotations = LabelSet.Of(("summary", "$(touch x) --version")) };

        SendOutcome outcome = await RunAsync(
            Config("/usr/bin/printf", "<%s>", "a b", "$HOME", "; rm *", "{{ .Status }}", "-n"), Message(hostile));

        Assert.Equal("<a b><$HOME><; rm *><{{ .Status }}><-n>", outcome.Answer);
    }

    [Fact]
    public async Task It_runs_in_the_folder_that_is_named()
    {
        Assert.Equal("/", (await RunAsync("/bin/pwd")).Answer);
        ExecConfig elsewhere = Config("/bin/pwd") with { WorkingDirectory = _folder };
        Assert.Equal(_folder, (await RunAsync(elsewhere, Message())).Answer);
    }

    [Fact]
    public async Task The_exit_code_says_what_becomes_of_the_message()
    {
        Assert.Equal("done", Assert.IsType<SendOutcome.Delivered>(await ScriptAsync("echo done")).Answer);

        SendOutcome later = await ScriptAsync("echo out; echo busy >&2; exit 75");
        Assert.False(Assert.IsType<SendOutcome.Retry>(later).MayHaveArrived);
        Assert.Equal(("exit code 75, try again: busy", 75), (later.Answer, later.Code));

        SendOutcome never = await ScriptAsync("echo no such person; exit 3");
        Assert.IsType<SendOutcome.Rejected>(never);
        Assert.Equal(("exit code 3: no such person", 3), (never.Answer, never.Code));

        Assert.Equal("exit code 137", Assert.IsType<SendOutcome.Rejected>(await ScriptAsync("kill -9 $$")).Answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_takes_too_long_is_killed_with_all_that_it_started(bool byOwnTimeout)
    {
        using var flush = new CancellationTokenSource();
        string pids = Path.Combine(_folder, "pids");
        ExecConfig config = Config(
            "/bin/sh", "-c", "echo waiting; (sleep 1000 & echo $! >>\"$0\") & sleep 1000 & echo $$ $! >>\"$0\"; wait", pids);
        Task<SendOutcome> running = RunAsync(config, Message(), flush.Token);
        int[] started = await WhenWrittenAsync(pids, 3);
        if (byOwnTimeout)
        {
            _time.Advance(config.Timeout);
            SendOutcome.Retry outcome = Assert.IsType<SendOutcome.Retry>(await running);
            Assert.Equal(SendFailureReason.ContextDeadlineExceeded, outcome.Reason);
            Assert.True(outcome.MayHaveArrived);
            Assert.Equal("killed after 30s: waiting", outcome.Answer);
        }
        else
        {
            await flush.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        foreach (int pid in started)
        {
            await WhenGoneAsync(pid);
        }
    }

    [Fact]
    public async Task What_it_leaves_running_ends_with_it()
    {
        string pids = Path.Combine(_folder, "pids");
        SendOutcome outcome = await RunAsync("/bin/sh", "-c", "sleep 1000 & echo $! >\"$0\"; echo gone", pids);

        Assert.Equal("gone", Assert.IsType<SendOutcome.Delivered>(outcome).Answer);
        await WhenGoneAsync(Assert.Single(await WhenWrittenAsync(pids, 1)));
    }

    [Fact]
    public async Task A_flood_of_output_is_read_and_dropped()
    {
        SendOutcome outcome = await ScriptAsync(
            "head -c 5000000 /dev/zero | tr '\\0' x; head -c 5000000 /dev/zero >&2; exit 1");

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.InRange(outcome.Answer.Length, 1, 1100);
    }

    [Fact]
    public async Task A_message_that_the_program_does_not_read_is_no_failure()
    {
        Alert large = Firing("a") with { Annotations = LabelSet.Of(("summary", new string('x', 1_000_000))) };

        Assert.IsType<SendOutcome.Delivered>(await RunAsync(Config("/bin/true"), Message(large)));
    }

    [Fact]
    public async Task A_program_that_is_missing_is_tried_again()
    {
        SendOutcome outcome = await RunAsync("/nowhere/page");

        Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
        Assert.StartsWith("/nowhere/page cannot be started", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_run_at_once_than_are_allowed()
    {
        string began = Path.Combine(_folder, "began");
        ExecConfig config = Config("/bin/sh", "-c", "echo $$ >>\"$0\"; exec sleep 1000", began) with { Concurrency = 2 };
        INotifier notifier = config.CreateNotifier(TestServices.On(_time));
        Task<SendOutcome>[] runs = [.. Enumerable.Range(0, 3).Select(_ =>
            notifier.SendAsync(Message(), NoSendObserver.Instance, Cancellation).AsTask())];
        int[] first = await WhenWrittenAsync(began, 2);

        // Each run has a timer from its beginning, and the third has none.
        Assert.Equal(2, _time.ArmedTimers);
        Process.GetProcessById(first[0]).Kill();
        int[] all = await WhenWrittenAsync(began, 3);
        foreach (int pid in all.Skip(1))
        {
            Process.GetProcessById(pid).Kill();
        }

        Assert.All(await Task.WhenAll(runs), o => Assert.Equal("exit code 137", o.Answer));
    }

    [Theory]
    [InlineData("{}", "command must have 1 to 64 words")]
    [InlineData("{command: [page]}", "\"page\" is not an absolute path")]
    [InlineData("{command: [/usr/bin/../bin/page]}", "\"/usr/bin/../bin/page\" is not a plain path")]
    [InlineData("{command: [/usr/bin/]}", "\"/usr/bin/\" is not a plain path")]
    [InlineData("{command: [/bin/page, \"a\\0b\"]}", "command must not hold a zero byte")]
    [InlineData("{command: [/bin/page], working_directory: tmp}", "\"tmp\" is not an absolute path")]
    [InlineData("{command: [/bin/page], timeout: 0s}", "timeout must be greater than zero and at most 1h")]
    [InlineData("{command: [/bin/page], concurrency: 0}", "concurrency must be between 1 and 64")]
    public void A_wrong_configuration_is_refused(string config, string want) =>
        Assert.Equal(want, Assert.Single(Read(config, strict: false).Faults).Text);

    [Fact]
    public void Strict_mode_does_not_know_the_kind()
    {
        const string Config = "{command: [/bin/page, -x], timeout: 1m, concurrency: 2, working_directory: /tmp}";
        Assert.Empty(Read(Config, strict: false).Faults);
        YamlDiagnostic unknown = Assert.Single(Read(Config, strict: true).Faults);
        Assert.Equal("field exec_configs not found in type config.plain", unknown.Text);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ExecConfig Config(params string[] command) => new() { Command = command };

    private static Notification Message(params Alert[] alerts) =>
        TestServices.NotificationOf(Of(At(0), alerts.Length == 0 ? [Firing("a")] : alerts));

    private static YamlReader Read(string config, bool strict)
    {
        byte[] text = Encoding.UTF8.GetBytes($"name: up\nexec_configs: [{config}]\n");
        YamlDocument document = YamlDocument.Parse(text);
        var reader = new YamlReader(new YamlReadOptions { AllowExtensions = !strict });
        ReceiverConfig receiver = ReceiverConfig.Schema.Initial;
        reader.Read(ReceiverConfig.Schema, document.Root!, ref receiver);
        return reader;
    }

    private static async Task<int[]> WhenWrittenAsync(string file, int count)
    {
        while (true)
        {
            string text = File.Exists(file) ? await ReadSharedAsync(file) : "";
            string[] words = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= count)
            {
                return [.. words.Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
            }

            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(Cancellation);
    }

    // Nobody reaps an orphan here but the machine's first process, which may take its time: a zombie is gone too.
    private static async Task WhenGoneAsync(int pid)
    {
        string status = $"/proc/{pid}/stat";
        while (File.Exists(status))
        {
            try
            {
                string text = await ReadSharedAsync(status);
                if (text[(text.LastIndexOf(')') + 2)..].StartsWith('Z'))
                {
                    return;
                }
            }
            catch (IOException)
            {
                return;
            }

            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<SendOutcome> ScriptAsync(string script) => RunAsync("/bin/sh", "-c", script);

    private Task<SendOutcome> RunAsync(params string[] command) => RunAsync(Config(command), Message());

    private async Task<SendOutcome> RunAsync(
        ExecConfig config, Notification message, CancellationToken? cancellation = null) =>
        await config.CreateNotifier(TestServices.On(_time)).SendAsync(message, _hops, cancellation ?? Cancellation);
}
