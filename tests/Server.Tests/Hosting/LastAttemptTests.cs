using System.Text;
using Microsoft.Extensions.Logging;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;
using Tocsin.Server.Logging;

namespace Tocsin.Server.Tests.Hosting;

/// <summary>Nobody waits for an attempt that does not come.</summary>
public sealed class LastAttemptTests
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(AttemptResult.Retry, true, "will retry later")]
    [InlineData(AttemptResult.Retry, false, "no other follows")]
    [InlineData(AttemptResult.Rejected, false, "no other follows")]
    public void The_log_says_whether_another_attempt_follows(AttemptResult result, bool follows, string text)
    {
        string line = Log(Attempt(result, follows));
        Assert.Contains($"msg=\"Notify attempt failed, {text}\" receiver=chat", line, StringComparison.Ordinal);
        Assert.Equal(follows, line.Contains("retry", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AttemptResult.Retry, true, "the next one is due at 2026-01-01T00:00:05")]
    [InlineData(AttemptResult.Retry, false, "no other follows")]
    [InlineData(AttemptResult.Rejected, false, "was refused")]
    public void So_does_the_history(AttemptResult result, bool follows, string text) =>
        Assert.Contains(text, NotifyStory.Tell(Attempt(result, follows))!.Text, StringComparison.Ordinal);

    private static AttemptFinished Attempt(AttemptResult result, bool follows) => new(Now)
    {
        Id = "n-1",
        Target = new("g", "chat", "webhook", 0),
        Attempt = 3,
        IsRepeat = false,
        Result = result,
        Reason = SendFailureReason.ServerError,
        Code = 503,
        Answer = "busy",
        NextTryAt = follows ? Now + TimeSpan.FromSeconds(5) : default,
    };

    private static string Log(AttemptFinished attempt)
    {
        using var output = new MemoryStream();
        using (var provider = new LineLoggerProvider(output, new LogOptions()))
        using (var factory = LoggerFactory.Create(logging => logging.AddProvider(provider)))
        {
            new NotifyLog(factory.CreateLogger<NotifyLog>()).Tell(attempt);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
