using System.Net.Sockets;

namespace Tocsin.Conformance.Probes;

/// <summary>A socket of this machine that does to each connection what the test says.</summary>
internal sealed class PlayedSocket : IAsyncDisposable
{
    private readonly string _folder = Repository.NewTemporaryFolder("socket");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public PlayedSocket(Func<Stream, CancellationToken, Task> play)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = ServeAsync(play);
    }

    /// <summary>Where it is.</summary>
    public string Path => System.IO.Path.Combine(_folder, "s");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync(Func<Stream, CancellationToken, Task> play)
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptAsync(_stopping.Token);
                await using var stream = new NetworkStream(client, ownsSocket: false);
                await play(stream, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }
}
