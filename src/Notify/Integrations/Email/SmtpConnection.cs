using System.Buffers;
using System.Net.Security;
using System.Text;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>Speaks SMTP (RFC 5321) over a stream: one command, one reply. Not thread-safe.</summary>
internal sealed class SmtpConnection(Stream stream, MailWire wire, TimeProvider time) : IAsyncDisposable
{
    // RFC 5321 §4.5.3.2 would wait five minutes for most replies, which is as long as a flush has. A page has no time
    // for that. Only the reply to the content, which may mean that the mail is taken, is waited for to the end.
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(60);

    private const int LineBytesMax = 8192;
    private const int LinesMax = 128;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(LineBytesMax);
    private readonly List<string> _secrets = [];
    private Stream _stream = stream;
    private int _start;
    private int _end;

    /// <summary>True once TLS is in use.</summary>
    public bool IsSecure { get; set; }

    /// <summary>What the server can do, by name in upper case, with its parameters.</summary>
    public Dictionary<string, string> Extensions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the greeting and says hello.</summary>
    public async Task GreetAsync(string hello, CancellationToken cancellation)
    {
        Demand("greeting", await ReadSoonAsync(cancellation));
        await HelloAsync(hello, cancellation);
    }

    /// <summary>Says hello, and learns what the server can do.</summary>
    public async Task HelloAsync(string hello, CancellationToken cancellation)
    {
        Extensions.Clear();
        SmtpReply reply = await CommandAsync("EHLO " + hello, cancellation);
        if (!reply.IsPositive)
        {
            Demand("HELO", await CommandAsync("HELO " + hello, cancellation));
            return;
        }

        foreach (string line in reply.Lines.Skip(1))
        {
            string[] parts = line.Split([' ', '='], 2);
            Extensions[parts[0]] = parts.ElementAtOrDefault(1) ?? "";
        }
    }

    /// <summary>Goes over to TLS, after the server agreed.</summary>
    public async Task StartTlsAsync(SslClientAuthenticationOptions options, string hello, CancellationToken cancellation)
    {
        Demand("STARTTLS", await CommandAsync("STARTTLS", cancellation));
        if (_start != _end)
        {
            // What came before TLS in the same packet was put there by somebody on the way (CVE-2011-0411).
            throw new SmtpRefusedException("STARTTLS: the server sent more than its reply");
        }

        _stream = await wire.SecureAsync(_stream, options, cancellation);
        IsSecure = true;
        await HelloAsync(hello, cancellation);
    }

    /// <summary>Sends a line and reads the reply.</summary>
    public async Task<SmtpReply> CommandAsync(string line, CancellationToken cancellation)
    {
        if (line.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw new SmtpRefusedException("a command must not hold a line break");
        }

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellation);
        await _stream.FlushAsync(cancellation);
        return await ReadSoonAsync(cancellation);
    }

    /// <summary>Sends a line of a login and reads the reply.</summary>
    /// <param name="words">What stands before the credentials; empty if they are the whole line.</param>
    /// <param name="credentials">In Base64; a server that repeats them does not get them into any reply.</param>
    /// <param name="secret">What they hold, with which the same is done.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<SmtpReply> LogInAsync(string words, string credentials, string secret, CancellationToken cancellation)
    {
        _secrets.AddRange([credentials, secret]);
        return CommandAsync(words + credentials, cancellation);
    }

    /// <summary>Sends a command that must succeed.</summary>
    /// <exception cref="SmtpRefusedException">It did not.</exception>
    public async Task DemandAsync(string step, string line, CancellationToken cancellation) =>
        Demand(step, await CommandAsync(line, cancellation));

    /// <summary>Sends a message's content, dots doubled, and reads the reply to it.</summary>
    public async Task<SmtpReply> ContentAsync(string content, CancellationToken cancellation)
    {
        string safe = content.StartsWith('.') ? "." + content : content;
        safe = safe.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        string end = safe.EndsWith("\r\n", StringComparison.Ordinal) ? ".\r\n" : "\r\n.\r\n";
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(safe + end), cancellation);
        await _stream.FlushAsync(cancellation);
        return await ReadAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static void Demand(string step, SmtpReply reply)
    {
        if (!reply.IsPositive)
        {
            throw new SmtpRefusedException(step, reply);
        }
    }

    private async Task<SmtpReply> ReadSoonAsync(CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(ReplyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the mail server did not reply within {ReplyTimeout.TotalSeconds:0}s");
        }
    }

    private async Task<SmtpReply> ReadAsync(CancellationToken cancellation)
    {
        List<string> lines = [];
        while (lines.Count < LinesMax)
        {
            string line = await ReadLineAsync(cancellation);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out int code))
            {
                throw new IOException("the mail server's reply has no code");
            }

            lines.Add(line.Length > 4 ? Redactor.Hide(line[4..], _secrets) : "");
            if (line.Length == 3 || line[3] != '-')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new IOException("the mail server's reply does not end");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, feed).TrimEnd('\r');
                _start += feed + 1;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int room = LineBytesMax - _end;
            int read = room == 0 ? 0 : await _stream.ReadAsync(_buffer.AsMemory(_end, room), cancellation);
            if (read == 0)
            {
                throw new IOException(room == 0
                    ? "the mail server's reply has a line that is too long"
                    : "the mail server closed the connection");
            }

            _end += read;
        }
    }
}
