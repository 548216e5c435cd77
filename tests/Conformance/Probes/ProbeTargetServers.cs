using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tocsin.TestKit.Probes;

namespace Tocsin.Conformance.Probes;

/// <summary>Servers on loopback, good, bad, slow and rude, that both probe.</summary>
internal sealed class ProbeTargetServers : IAsyncDisposable
{
    private readonly ProbeCertificates _certificates = new();
    private readonly List<IAsyncDisposable> _open = [];

    /// <summary>The authority that signs the certificates, PEM.</summary>
    public string AuthorityPem => _certificates.AuthorityPem;

    /// <summary>Where they are, by name, as <c>127.0.0.1:1234</c>.</summary>
    public Dictionary<string, string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts all of them.</summary>
    public static async Task<ProbeTargetServers> StartAsync()
    {
        var servers = new ProbeTargetServers();
        X509Certificate2 good = servers._certificates.Issue("shop.test", TimeSpan.FromDays(20));
        X509Certificate2 ended = servers._certificates.Issue("shop.test", TimeSpan.FromDays(-1));
        await servers.AddAsync("web", PlayedWeb.StartAsync(AnswerAsync));
        await servers.AddAsync("tls-web", PlayedWeb.StartAsync(AnswerAsync, good, HttpProtocols.Http1AndHttp2));
        await servers.AddAsync("ended-web", PlayedWeb.StartAsync(AnswerAsync, ended));
        await servers.AddAsync("grpc", PlayedWeb.StartGrpcAsync(Health));
        await servers.AddAsync("tls-grpc", PlayedWeb.StartGrpcAsync(Health, good));
        servers.Add("ssh", PlayedServer.Hanging("SSH-2.0-OpenSSH_9 Debian-1\r\n"));
        servers.Add("closing", PlayedServer.Saying("220 mail.test ESMTP\r\n"));
        servers.Add("rubbish", PlayedServer.Saying("\x15\x03\x01 \0\xFF rubbish\r\n\r\n"));
        servers.Add("silent", PlayedServer.Hanging());
        servers.Add("tls", PlayedServer.Secured(good, PlayedServer.WaitForEndAsync));
        servers.Add("ended-tls", PlayedServer.Secured(ended, PlayedServer.WaitForEndAsync));
        servers.Add("starttls", new PlayedServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync("220 mail.test ESMTP\r\n"u8.ToArray(), cancellation);
            await PlayedServer.ReadLineAsync(stream, cancellation);
            await stream.WriteAsync("220 go on\r\n"u8.ToArray(), cancellation);
            await PlayedServer.WaitForEndAsync(await PlayedServer.SecureAsync(stream, good, cancellation), cancellation);
        }));
        servers.Add("endless", new PlayedServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellation);
            byte[] more = new byte[4096];
            while (true)
            {
                await stream.WriteAsync(more, cancellation);
            }
        }));
        servers.Add("short", PlayedServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
        servers.Add("old", PlayedServer.Saying("HTTP/1.0 200 OK\r\n\r\nold"));
        var names = new PlayedNames(Resolve);
        servers._open.Add(names);
        servers.Addresses["names"] = names.Udp.ToString();
        servers.Addresses["tcp-names"] = names.Tcp.ToString();
        servers.Addresses["nobody"] = FreeAddress();
        await servers.AddAsync("proxy", PlayedWeb.StartAsync(
            http => http.Response.WriteAsync($"by proxy: {http.Request.Host}")));
        var socket = new PlayedSocket(async (stream, cancellation) =>
        {
            bool isPing = await PlayedServer.ReadLineAsync(stream, cancellation) == "PING\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(isPing ? "PONG \"yes\"\n" : "?\n"), cancellation);
        });
        servers._open.Add(socket);
        servers.Addresses["socket"] = socket.Path;
        return servers;
    }

    /// <summary>A text with addresses in place of the servers' names in braces.</summary>
    public string Fill(string text) => Addresses.Aggregate(
        text, (filled, server) => filled.Replace($"{{{server.Key}}}", server.Value, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable server in _open)
        {
            await server.DisposeAsync();
        }

        _certificates.Dispose();
    }

    private static byte? Health(string service) => service switch
    {
        "" => 1,
        "resting" => 2,
        _ => null,
    };

    private static async Task AnswerAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/":
                http.Response.Headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
                http.Response.Headers["X-State"] = "good";
                http.Response.ContentLength = 10;
                await http.Response.WriteAsync("all is ok\n");
                break;
            case "/chunked":
                await http.Response.WriteAsync("all is");
                await http.Response.Body.FlushAsync();
                await http.Response.WriteAsync(" ok");
                break;
            case "/redirect":
                http.Response.Redirect("/");
                break;
            case "/loop":
                http.Response.Redirect("/loop");
                break;
            case "/secret":
                string told = http.Request.Headers.Authorization.ToString();
                http.Response.StatusCode = told is "Basic dTpw" or "Bearer Zm9v" ? 200 : 401;
                http.Response.ContentLength = 0;
                break;
            case "/none":
                http.Response.StatusCode = 204;
                break;
            case "/gzip":
                using (var packed = new MemoryStream())
                {
                    await using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        packer.Write(Encoding.ASCII.GetBytes("packed and ok"));
                    }

                    http.Response.Headers.ContentEncoding = "gzip";
                    http.Response.ContentLength = packed.Length;
                    await http.Response.Body.WriteAsync(packed.ToArray());
                }

                break;
            case "/echo":
                http.Response.ContentLength = http.Request.ContentLength ?? 0;
                await http.Request.Body.CopyToAsync(http.Response.Body);
                break;
            default:
                http.Response.StatusCode = 404;
                http.Response.ContentLength = 0;
                break;
        }
    }

    private static byte[]? Resolve(byte[] question)
    {
        byte[] zone = [.. PlayedNames.Name("ns.test"), .. PlayedNames.Name("mail.test"), 0, 0, 0, 42, .. new byte[15], 9];
        string name = Encoding.ASCII.GetString(question.AsSpan(13, question[12]));
        return name switch
        {
            "zone" => PlayedNames.Answer(question, 0, [PlayedNames.Record(6, 60, zone)]),
            "two" => PlayedNames.Answer(
                question,
                0,
                [PlayedNames.Record(1, 300, 10, 0, 0, 1), PlayedNames.Record(1, 300, 10, 0, 0, 2)],
                [PlayedNames.Record(2, 300, PlayedNames.Name("ns.test"))],
                [PlayedNames.Record(16, 300, 2, (byte)'h', (byte)'"'), PlayedNames.Record(15, 5, 0, 10, 1, (byte)'m', 0xC0, 12)]),
            "none" => PlayedNames.Answer(question, 3, [], [PlayedNames.Record(6, 60, zone)]),
            "damaged" => PlayedNames.Answer(question, 0, [[0xC0, 12, 0]]),
            "refused" => PlayedNames.Answer(question, 5),
            _ => null,
        };
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    private async Task AddAsync(string name, Task<PlayedWeb> starting)
    {
        PlayedWeb web = await starting;
        _open.Add(web);
        Addresses[name] = $"127.0.0.1:{web.Port}";
    }

    private void Add(string name, PlayedServer server)
    {
        _open.Add(server);
        Addresses[name] = server.Address.ToString();
    }
}
