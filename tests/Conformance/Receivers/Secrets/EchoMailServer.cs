using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tocsin.Conformance.Receivers.Secrets;

/// <summary>A mail server on a free loopback port that refuses every login and says it with the words of the client.</summary>
internal sealed class EchoMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public EchoMailServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All that clients said.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                // The client hung up or the test is over.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 echo");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Lines.Enqueue(line);
            await writer.WriteLineAsync(line.Split(' ')[0].ToUpperInvariant() switch
            {
                "EHLO" => "250-echo\r\n250 AUTH PLAIN",
                "QUIT" => "221 bye",
                _ => $"535 5.7.8 you said {line}",
            });
        }
    }
}
