using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Exec;

/// <summary>
/// Runs a program for each message: the webhook's body on its standard input, a few facts in its environment. Nothing
/// of an alert becomes an argument, so nothing of it can become an option. Thread-safe.
/// </summary>
public sealed class ExecNotifier : INotifier
{
    // Source: sysexits.h, EX_TEMPFAIL: "the user is invited to retry".
    private const int TemporaryFailure = 75;

    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const int VariableCharsMax = 4096;
    private readonly ExecConfig _config;
    private readonly IntegrationServices _services;
    private readonly ProgramRun _run;

    // A place is taken by writing and left by reading; unlike a semaphore it needs no disposing at a reload.
    private readonly Channel<bool> _places;

    /// <summary>Prepares; runs nothing.</summary>
    public ExecNotifier(ExecConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _run = new ProgramRun(services.Time);
        _places = Channel.CreateBounded<bool>((int)config.Concurrency);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        ReadOnlyMemory<byte> body = WebhookBody.Write(
            rendering.Context, RouteLabelTexts.Render(rendering, _services.Templates), maxAlerts: 0);
        await _places.Writer.WriteAsync(true, cancellation);
        try
        {
            SendOutcome outcome = await RunAsync(notification, body, observer, cancellation);
            return outcome with { TemplateError = rendering.Error };
        }
        finally
        {
            _places.Reader.TryRead(out _);
        }
    }

    private async Task<SendOutcome> RunAsync(
        Notification notification, ReadOnlyMemory<byte> body, ISendObserver observer, CancellationToken cancellation)
    {
        var meter = new HopMeter(observer, _services.Time, $"EXEC {_config.Program}", body);
        using var own = new CancellationTokenSource(_config.Timeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, cancellation);
        SendOutcome outcome;
        try
        {
            var around = new ProgramSurroundings(_config.WorkingDirectory, EnvironmentOf(notification), body);
            ProgramEnd end = _services.Stage is { } stage
                ? stage.Run(_config.Command, around)
                : await _run.RunAsync(_config.Command, around, either.Token);
            outcome = Judge(end);
        }
        catch (Win32Exception wrong)
        {
            // A program that is being replaced is there again a moment later.
            outcome = new SendOutcome.Retry(SendFailureReason.Other)
            {
                Answer = Redactor.Clean($"{_config.Program} cannot be started: {wrong.Message}"),
            };
        }

        meter.End(outcome.Code, outcome.Answer);
        if (outcome is SendOutcome.Retry { MayHaveArrived: true })
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return outcome;
    }

    private SendOutcome Judge(ProgramEnd end)
    {
        string said = Redactor.Clean(end.Errors.Length > 0 ? end.Errors : end.Output);
        return end.ExitCode switch
        {
            null => new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = Told($"killed after {_config.Timeout.TotalSeconds:0.###}s", said),
                MayHaveArrived = true,
            },
            0 => new SendOutcome.Delivered { Answer = said },
            TemporaryFailure => new SendOutcome.Retry(SendFailureReason.Other)
            {
                Code = TemporaryFailure,
                Answer = Told("exit code 75, try again", said),
            },
            int code => new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Code = code,
                Answer = Told(string.Create(CultureInfo.InvariantCulture, $"exit code {code}"), said),
            },
        };
    }

    private static string Told(string what, string said) => said.Length == 0 ? what : Redactor.Clean($"{what}: {said}");

    private Dictionary<string, string> EnvironmentOf(Notification notification)
    {
        int resolved = notification.Alerts.Count(a => a.IsResolvedAt(notification.At));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = SearchPath,
            ["TOCSIN_STATUS"] = notification.IsFiring ? "firing" : "resolved",
            ["TOCSIN_RECEIVER"] = Variable(notification.Receiver),
            ["TOCSIN_GROUP_KEY"] = Variable(notification.GroupKey),
            ["TOCSIN_NOTIFICATION_ID"] = notification.Id,
            ["TOCSIN_NUM_FIRING"] = Variable(notification.Alerts.Count - resolved),
            ["TOCSIN_NUM_RESOLVED"] = Variable(resolved),
            ["TOCSIN_ATTEMPT"] = Variable(notification.Attempt),
            ["TOCSIN_REPEAT"] = notification.IsRepeat ? "1" : "0",
            ["TOCSIN_FALLBACK"] = Variable(notification.FallbackFor?.Text ?? ""),
            ["TOCSIN_EXTERNAL_URL"] = Variable(_services.ExternalUrl),
        };
    }

    private static string Variable(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A variable ends at a zero byte, and all of them together have little room.
    private static string Variable(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, VariableCharsMax));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > VariableCharsMax)
            {
                break;
            }

            clean.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
