using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>Sends mail through a server. Immutable and thread-safe; each attempt is a connection of its own.</summary>
public sealed class EmailNotifier : INotifier
{
    // From then on a recipient whose mailbox is "not now" costs only themselves.
    private const int PatientAttempts = 3;

    private readonly EmailConfig _config;
    private readonly IntegrationServices _services;
    private readonly MailMessage _message;
    private readonly TlsConfig _tls;
    private readonly MailWire _wire;

    /// <summary>Compiles the templates.</summary>
    public EmailNotifier(EmailConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _message = new MailMessage(config, services.Templates);
        _tls = config.TlsConfig ?? new TlsConfig();
        _wire = services.Mail ?? new MailWire(services.Http.Connector);
    }

    private string Host => _config.Smarthost.Host.Length > 0 ? _config.Smarthost.Host : "localhost";

    private bool IsImplicitTls => _config.ForceImplicitTls ?? _config.Smarthost.Port == "465";

    private string Hello => _config.Hello.Length > 0 ? _config.Hello : "localhost";

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        Mail? mail = _message.TryWrite(rendering, out string? fault);
        SendOutcome outcome = mail is null
            ? new SendOutcome.Rejected(SendFailureReason.Other) { Answer = fault! }
            : await HandOverAsync(mail, notification.Attempt, observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private static int PortNumber(string port) => port switch
    {
        "smtp" => 25,
        "smtps" or "submissions" => 465,
        "submission" => 587,
        _ => int.TryParse(port, out int number) && number is > 0 and <= ushort.MaxValue ? number : 25,
    };

    private async Task<SendOutcome> HandOverAsync(
        Mail mail, int attempt, ISendObserver observer, CancellationToken cancellation)
    {
        var meter = new HopMeter(observer, _services.Time, $"SMTP {_config.Smarthost}", Encoding.UTF8.GetBytes(mail.Content));
        SendOutcome outcome = await TalkAsync(mail, attempt, cancellation);
        meter.End(outcome.Code, outcome.Answer);
        return outcome;
    }

    private async Task<SendOutcome> TalkAsync(Mail mail, int attempt, CancellationToken cancellation)
    {
        bool contentSent = false;
        try
        {
            await using SmtpConnection smtp = await ConnectAsync(cancellation);
            await SmtpLogin.RunAsync(smtp, _config, cancellation);
            await smtp.DemandAsync("MAIL", $"MAIL FROM:<{mail.From}>{Options(smtp, mail)}", cancellation);
            List<string> refused = await NameRecipientsAsync(smtp, mail, attempt, cancellation);
            await smtp.DemandAsync("DATA", "DATA", cancellation);
            contentSent = true;
            SmtpReply reply = await smtp.ContentAsync(mail.Content, cancellation);
            if (!reply.IsPositive)
            {
                throw new SmtpRefusedException("message", reply);
            }

            await QuitAsync(smtp, cancellation);
            string note = refused.Count == 0 ? "" : "; not to " + string.Join("; ", refused);
            return new SendOutcome.Delivered { Code = reply.Code, Answer = Redactor.Clean(reply + note) };
        }
        catch (SmtpRefusedException refused)
        {
            return Judge(refused);
        }
        catch (AddressRefusedException refused)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other) { Answer = refused.Message };
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException)
        {
            return new SendOutcome.Retry(SendFailureReason.Other)
            {
                Answer = Redactor.Clean($"{_config.Smarthost}: {broken.Message}"),
                MayHaveArrived = contentSent,
            };
        }
    }

    // 4xx means later, 5xx means never (RFC 5321 §4.2.1); upstream asks again in both cases.
    private static SendOutcome Judge(SmtpRefusedException refused)
    {
        SendFailureReason reason = refused.IsAuthentication ? SendFailureReason.AuthError
            : refused.Reply is null ? SendFailureReason.Other
            : refused.IsPermanent ? SendFailureReason.ClientError
            : SendFailureReason.ServerError;
        int code = refused.Reply?.Code ?? 0;
        string answer = Redactor.Clean(refused.Message);
        return refused.IsPermanent
            ? new SendOutcome.Rejected(reason) { Code = code, Answer = answer }
            : new SendOutcome.Retry(reason) { Code = code, Answer = answer };
    }

    private static string Options(SmtpConnection smtp, Mail mail)
    {
        bool isAscii = mail.From.All(char.IsAscii) && mail.To.All(t => t.All(char.IsAscii));
        return (smtp.Extensions.ContainsKey("8BITMIME") ? " BODY=8BITMIME" : "")
            + (!isAscii && smtp.Extensions.ContainsKey("SMTPUTF8") ? " SMTPUTF8" : "");
    }

    private static async Task QuitAsync(SmtpConnection smtp, CancellationToken cancellation)
    {
        try
        {
            await smtp.CommandAsync("QUIT", cancellation);
        }
        catch (Exception late) when (late is IOException or SocketException or SmtpRefusedException)
        {
            // The mail is taken; how the server hangs up does not matter.
        }
    }

    // One dead mailbox must not keep the page from the others: upstream fails the whole mail, again and again.
    private static async Task<List<string>> NameRecipientsAsync(
        SmtpConnection smtp, Mail mail, int attempt, CancellationToken cancellation)
    {
        List<string> refused = [];
        SmtpReply? last = null;
        SmtpReply? notNow = null;
        foreach (string recipient in mail.To)
        {
            SmtpReply reply = await smtp.CommandAsync($"RCPT TO:<{recipient}>", cancellation);
            if (!reply.IsPositive)
            {
                last = reply;
                notNow = reply.IsTransient ? reply : notNow;
                refused.Add($"{recipient}: {reply}");
            }
        }

        bool waits = notNow is not null && attempt < PatientAttempts;
        return waits || refused.Count == mail.To.Count
            ? throw new SmtpRefusedException("RCPT", notNow ?? last!)
            : refused;
    }

    private async Task<SmtpConnection> ConnectAsync(CancellationToken cancellation)
    {
        var endPoint = new DnsEndPoint(Host, PortNumber(_config.Smarthost.Port));
        Stream stream = await _wire.OpenAsync(endPoint, cancellation);
        SmtpConnection? smtp = null;
        try
        {
            if (IsImplicitTls)
            {
                stream = await _wire.SecureAsync(stream, TlsClient.Options(_tls, Host), cancellation);
            }

            smtp = new SmtpConnection(stream, _wire, _services.Time) { IsSecure = IsImplicitTls };
            await smtp.GreetAsync(Hello, cancellation);
            if (_config.RequireTls != false && !IsImplicitTls)
            {
                await StartTlsAsync(smtp, cancellation);
            }

            return smtp;
        }
        catch
        {
            await (smtp is null ? stream.DisposeAsync() : smtp.DisposeAsync());
            throw;
        }
    }

    private async Task StartTlsAsync(SmtpConnection smtp, CancellationToken cancellation)
    {
        if (!smtp.Extensions.ContainsKey("STARTTLS"))
        {
            throw new SmtpRefusedException(
                $"'require_tls' is true (default) but \"{_config.Smarthost}\" does not advertise the STARTTLS extension");
        }

        await smtp.StartTlsAsync(TlsClient.Options(_tls, Host), Hello, cancellation);
    }
}
