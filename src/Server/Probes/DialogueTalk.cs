using System.Globalization;
using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Holds the dialogue of a module over a connection.</summary>
/// <param name="run">The probe.</param>
/// <param name="tls">How TLS is made where the dialogue begins it.</param>
/// <param name="host">The name that a certificate must carry then.</param>
// Source: blackbox_exporter prober, probeQueryResponses. Otherwise than there bytes are taken from behind the last line that was
// read, whatever arrived with it, and are waited for until all are there.
internal sealed class DialogueTalk(ProbeRun run, TlsConfig tls, string host)
{
    /// <summary>Bytes that a server may say in one probe.</summary>
    public const int BytesMax = 16 << 20;

    private readonly LineBuffer _heard = new();
    private readonly byte[] _piece = new byte[8192];
    private long _total;
    private bool _isEnd;

    /// <summary>Holds it.</summary>
    public async Task<bool> RunAsync(Stream connection, IReadOnlyList<DialogueStep> steps)
    {
        run.Metrics.Declare(ProbeGauges.FailedDueToRegex, ProbeGauges.FailedDueToBytes);
        try
        {
            for (int i = 0; i < steps.Count; i++)
            {
                run.Trail.Tell("Step of the dialogue", ("number", i));
                ReadOnlyMemory<byte>? send = steps[i].Expect is null
                    ? steps[i].Send
                    : await ExpectAsync(connection, steps[i]).ConfigureAwait(false);
                if (send is null || !await ExpectBytesAsync(connection, steps[i].ExpectBytes).ConfigureAwait(false))
                {
                    return false;
                }

                if (!send.Value.IsEmpty)
                {
                    run.Trail.Tell("Sending a line", ("line", Text(send.Value.Span)));
                    byte[] line = [.. send.Value.Span, (byte)'\n'];
                    await connection.WriteAsync(line, run.Cancellation).ConfigureAwait(false);
                    await connection.FlushAsync(run.Cancellation).ConfigureAwait(false);
                }

                if (steps[i].StartsTls)
                {
                    (Stream? secured, TlsWitness witness) = await ProbeTls.BeginAsync(run, connection, tls, host).ConfigureAwait(false);
                    witness.Write(run.Metrics, withChain: true);
                    if (secured is null)
                    {
                        return false;
                    }

                    connection = secured;
                    _heard.Clear();
                }
            }

            return true;
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            return run.Trail.Fail("The connection failed", ("err", ProbeFaults.Describe(wrong, run)));
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ExpectAsync(Stream connection, DialogueStep step)
    {
        string regex = step.Expect!.Pattern;
        string last = "";
        while (await ReadLineAsync(connection).ConfigureAwait(false) is { } line)
        {
            last = Text(line);
            run.Trail.Tell("Read a line", ("line", last));
            if (step.Match(line) is { } match)
            {
                run.Trail.Tell("The line matches", ("regexp", regex));
                run.Metrics.Set(ProbeGauges.FailedDueToRegex, 0);
                if (match.Labels.Count > 0)
                {
                    run.Metrics.Set(ProbeGauges.ExpectInfo, 1, [.. match.Labels]);
                }

                return match.Send;
            }
        }

        if (_isEnd && !_heard.IsFull)
        {
            run.Metrics.Set(ProbeGauges.FailedDueToRegex, 1);
            run.Trail.Fail("The server ended the connection, and no line matched", ("regexp", regex), ("line", last));
        }

        return null;
    }

    private async Task<bool> ExpectBytesAsync(Stream connection, ReadOnlyMemory<byte> wanted)
    {
        if (wanted.IsEmpty)
        {
            return true;
        }

        byte[]? got;
        while ((got = _heard.TakeBytes(wanted.Length)) is null)
        {
            if (!await HearAsync(connection).ConfigureAwait(false))
            {
                return _isEnd && run.Trail.Fail(
                    "The server ended the connection before all bytes came", ("expected", wanted.Length), ("came", _heard.Count));
            }
        }

        bool isEqual = wanted.Span.SequenceEqual(got);
        run.Metrics.Set(ProbeGauges.FailedDueToBytes, isEqual ? 0 : 1);
        return isEqual
            || run.Trail.Fail("Other bytes came", ("expected", Convert.ToHexString(wanted.Span)), ("came", Convert.ToHexString(got)));
    }

    // Null at the end, and when the server says too much, which the trail tells.
    private async Task<byte[]?> ReadLineAsync(Stream connection)
    {
        while (true)
        {
            if (_heard.TakeLine(_isEnd) is { } line)
            {
                return line;
            }

            if (_heard.IsFull)
            {
                run.Trail.Fail("A line of the server is too long", ("most", LineBuffer.LineBytesMax));
                return null;
            }

            bool wasEnd = _isEnd;
            if (wasEnd || (!await HearAsync(connection).ConfigureAwait(false) && !_isEnd))
            {
                return null;
            }
        }
    }

    // False at the end, and when the server says too much.
    private async Task<bool> HearAsync(Stream connection)
    {
        int count = await connection.ReadAsync(_piece, run.Cancellation).ConfigureAwait(false);
        _isEnd = count == 0;
        _total += count;
        if (_total > BytesMax)
        {
            return run.Trail.Fail(string.Create(CultureInfo.InvariantCulture, $"The server says more than {BytesMax >> 20} MiB"));
        }

        _heard.Append(_piece.AsSpan(0, count));
        return count > 0;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
