using System.Net.Http.Headers;

namespace Tocsin.Load;

/// <summary>Clients that each keep one connection and send one body after another.</summary>
internal sealed class Clients : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient[] _clients;
    private readonly Uri _root;

    /// <summary>This many clients of one server.</summary>
    public Clients(Uri root, int count)
    {
        _root = root;
        _clients = [.. Enumerable.Range(0, count).Select(_ => new HttpClient(
            new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) })];
    }

    /// <summary>Sends every body, the clients taking turns, and returns how long it took.</summary>
    public async Task<TimeSpan> PostAllAsync(string path, byte[][] bodies)
    {
        byte[][] requests = [.. bodies.Select(body => Poster.Request(_root, path, body))];
        Poster[] posters = [.. _clients.Select(_ => new Poster(_root))];
        int next = -1;
        long started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(posters.Select(poster => Task.Factory.StartNew(
            () =>
            {
                using (poster)
                {
                    for (int i = Interlocked.Increment(ref next); i < requests.Length; i = Interlocked.Increment(ref next))
                    {
                        poster.Post(requests[i]);
                    }
                }
            },
            TaskCreationOptions.LongRunning)));
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>Sends one body.</summary>
    public Task PostAsync(string path, byte[] body) => PostAsync(_clients[0], path, body);

    /// <summary>Gets a path this many times; the median time, each to the last byte.</summary>
    public async Task<TimeSpan> MedianGetAsync(string path, int times)
    {
        var each = new List<TimeSpan>();
        for (int i = 0; i < times; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            using HttpResponseMessage response =
                await _clients[0].GetAsync(new Uri(_root, path), HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null);
            each.Add(TimeProvider.System.GetElapsedTime(started));
        }

        each.Sort();
        return each[times / 2];
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private async Task PostAsync(HttpClient client, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using HttpResponseMessage response = await client.PostAsync(new Uri(_root, path), content);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }
}
