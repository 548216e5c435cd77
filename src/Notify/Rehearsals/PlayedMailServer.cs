using System.Text;
using Tocsin.Notify.Http;

namespace Tocsin.Notify.Rehearsals;

/// <summary>
/// Plays a mail server that takes everything, on the far end of a stream, and takes the mail down. Not thread-safe.
/// </summary>
/// <param name="name">The server that is played.</param>
/// <param name="stage">Takes the mail down.</param>
internal sealed class PlayedMailServer(string name, Stage stage) : Stream
{
    private readonly Queue<byte> _replies = new("220 sample ESMTP\r\n"u8.ToArray());
    private readonly List<string> _commands = [];
    private readonly StringBuilder _received = new();
    private readonly StringBuilder _content = new();
    private bool _isSecure;
    private bool _isContent;
    private int _loginSteps;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From here on it would be encrypted.</summary>
    public void Secure()
    {
        _isSecure = true;
        _commands.Add("(TLS)");
    }

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length && _replies.TryDequeue(out byte next))
        {
            buffer[read++] = next;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _received.Append(Encoding.UTF8.GetString(buffer));
        string all = _received.ToString();
        int taken = 0;
        for (int end; (end = all.IndexOf("\r\n", taken, StringComparison.Ordinal)) >= 0; taken = end + 2)
        {
            Take(all[taken..end]);
        }

        _received.Remove(0, taken);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Take(string line)
    {
        if (_isContent)
        {
            TakeContent(line);
            return;
        }

        if (_loginSteps > 0)
        {
            _commands.Add(Secret.Placeholder);
            Reply(--_loginSteps > 0 ? "334 UGFzc3dvcmQ6" : "235 2.7.0 welcome");
            return;
        }

        string verb = line.Split(' ', 2)[0].ToUpperInvariant();
        if (verb == "AUTH")
        {
            TakeLogin(line);
            return;
        }

        _commands.Add(line);
        Reply(verb switch
        {
            "EHLO" when _isSecure => "250-sample\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN CRAM-MD5",
            "EHLO" => "250-sample\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH LOGIN CRAM-MD5\r\n250 STARTTLS",
            "STARTTLS" => "220 2.0.0 ready",
            "DATA" => "354 go on",
            "QUIT" => "221 2.0.0 bye",
            _ => "250 2.1.0 ok",
        });
        _isContent = verb == "DATA";
    }

    private void TakeLogin(string line)
    {
        string mechanism = line.Split(' ').ElementAtOrDefault(1) ?? "";
        _commands.Add(mechanism == "PLAIN" ? $"AUTH PLAIN {Secret.Placeholder}" : line);
        _loginSteps = mechanism switch
        {
            "LOGIN" => 2,
            "CRAM-MD5" => 1,
            _ => 0,
        };
        Reply(mechanism switch
        {
            "LOGIN" => "334 VXNlcm5hbWU6",
            "CRAM-MD5" => "334 PHNhbXBsZUBzYW1wbGU+",
            _ => "235 2.7.0 welcome",
        });
    }

    private void TakeContent(string line)
    {
        if (line != ".")
        {
            // RFC 5321 §4.5.2: the dot in front of a dot is not a part of the mail.
            _content.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
            return;
        }

        _isContent = false;
        stage.Take(name, [.. _commands], _content.ToString());
        Reply("250 2.0.0 taken");
    }

    private void Reply(string line)
    {
        foreach (byte next in Encoding.ASCII.GetBytes(line + "\r\n"))
        {
            _replies.Enqueue(next);
        }
    }
}
