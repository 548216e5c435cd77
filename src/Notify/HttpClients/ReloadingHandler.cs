namespace Tocsin.Notify.HttpClients;

/// <summary>A transport that is made anew when one of the files it was made from changes. Thread-safe.</summary>
internal sealed class ReloadingHandler(IEnumerable<string> files, Func<SocketsHttpHandler> make) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly string[] _files = [.. files];
    private HttpMessageInvoker? _transport;
    private string _stamps = "";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _transport?.Dispose();
        }

        base.Dispose(disposing);
    }

    // The one before is left to the collector: requests may still be under way on it.
    private HttpMessageInvoker Current()
    {
        string stamps = FileStamps.Of(_files);
        lock (_gate)
        {
            if (_transport is null || stamps != _stamps)
            {
                _transport = new HttpMessageInvoker(make());
                _stamps = stamps;
            }

            return _transport;
        }
    }
}
