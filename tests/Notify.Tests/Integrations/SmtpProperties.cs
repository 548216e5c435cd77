using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

/// <summary>Whatever a mail server says, an attempt ends with an outcome; whatever a text holds, the mail is one mail.</summary>
public sealed class SmtpProperties
{
    [Fact]
    public void Any_reply_at_any_step_gives_an_outcome()
    {
        Gen<string> reply = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Where(s => s is not null),
            Gen.Choose(100, 699).Select(c => $"{c} text"),
            Gen.Choose(200, 599).Select(c => $"{c}-more\r\n{c} end"),
            Gen.Constant(new string('x', 20_000)),
            Gen.Constant("250-" + string.Join("\r\n250-", Enumerable.Repeat("more", 200))));
        Gen<string> step = Gen.Elements("EHLO", "MAIL", "RCPT", "DATA", "(content)", "QUIT", "AUTH");
        Prop.ForAll(step.ToArbitrary(), reply.ToArbitrary(), (command, answer) =>
            SendAsync(command, answer).GetAwaiter().GetResult() is not null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Any_text_stays_within_one_mail_of_lines_that_servers_take()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(s => s is not null), text => Check(text + "\r\n.\r\n" + text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static void Check(string text)
    {
        string literal = "{{ " + System.Text.Json.JsonSerializer.Serialize("x") + " }}";
        string body = text.Replace("{{", "", StringComparison.Ordinal) + literal;
        var session = SendTextAsync(body).GetAwaiter().GetResult();

        Assert.Equal(["EHLO", "MAIL", "RCPT", "DATA", "QUIT"], session.Commands.Select(c => c.Split(' ')[0]));
        Assert.All(session.Content.Split("\r\n"), line => Assert.True(line.Length <= 998 && line.All(c => c is >= ' ' and <= '~' or '\t')));
    }

    private static async Task<SmtpSession> SendTextAsync(string text)
    {
        await using FakeSmtpServer server = new();
        EmailConfig config = ConfigFor(server) with
        {
            Text = text,
            Headers = new Dictionary<string, string> { ["Subject"] = text },
        };
        await Notifier(config).SendAsync(Notification(), NoSendObserver.Instance, CancellationToken.None);
        return await server.NextAsync();
    }

    private static async Task<SendOutcome> SendAsync(string command, string answer)
    {
        await using FakeSmtpServer server = new();
        server.Extensions.Add("AUTH PLAIN");
        server.Replies[command] = answer;

        // A reply that does not end leaves the client waiting, as it should, until its flush does.
        using var flush = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            return await Notifier(ConfigFor(server)).SendAsync(Notification(), NoSendObserver.Instance, flush.Token);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded);
        }
    }

    private static EmailNotifier Notifier(EmailConfig config) => new(config, TestServices.On(new VirtualTime()));

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private static EmailConfig ConfigFor(FakeSmtpServer server) => new()
    {
        Smarthost = new HostPort("127.0.0.1", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        From = "alerts@example.com",
        To = "ann@example.com",
        Text = "{{ .Status }}",
        Html = "",
        RequireTls = false,
        AuthUsername = "user",
        AuthPassword = new Secret("pass"),
    };
}
