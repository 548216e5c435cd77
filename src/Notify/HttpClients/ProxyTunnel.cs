using System.Net;
using System.Text;
using Tocsin.Notify.Http;

namespace Tocsin.Notify.HttpClients;

/// <summary>Asks an HTTP proxy for a tunnel, with headers that the framework's own client cannot send.</summary>
internal static class ProxyTunnel
{
    private const int AnswerBytesMax = 16 * 1024;

    /// <summary>Opens a tunnel to <paramref name="target"/> on a connection to the proxy.</summary>
    /// <exception cref="HttpRequestException">The proxy refused.</exception>
    public static async Task OpenAsync(
        Stream connection, DnsEndPoint target, ProxyConfig config, Uri proxy, CancellationToken cancellation)
    {
        string authority = target.Host.Contains(':', StringComparison.Ordinal)
            ? $"[{target.Host}]:{target.Port}"
            : $"{target.Host}:{target.Port}";
        var request = new StringBuilder($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if (proxy.UserInfo.Length > 0)
        {
            byte[] credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo));
            request.Append("Proxy-Authorization: Basic ").Append(Convert.ToBase64String(credentials)).Append("\r\n");
        }

        foreach ((string name, IReadOnlyList<Secret> values) in config.ConnectHeader)
        {
            foreach (Secret value in values)
            {
                request.Append(name).Append(": ").Append(value.Reveal()).Append("\r\n");
            }
        }

        await connection.WriteAsync(Encoding.Latin1.GetBytes(request.Append("\r\n").ToString()), cancellation);
        string status = await ReadHeadAsync(connection, cancellation);
        if (!status.StartsWith("HTTP/1.", StringComparison.Ordinal) || status.Length < 12 || status[9] != '2')
        {
            throw new HttpRequestException(
                HttpRequestError.ProxyTunnelError,
                Redactor.Clean($"the proxy refused the tunnel: {status.Split('\r')[0]}", SecretsOf(config, proxy)));
        }
    }

    private static IEnumerable<string> SecretsOf(ProxyConfig config, Uri proxy)
    {
        string user = Uri.UnescapeDataString(proxy.UserInfo);
        return
        [
            user,
            Convert.ToBase64String(Encoding.UTF8.GetBytes(user)),
            user[(user.IndexOf(':', StringComparison.Ordinal) + 1)..],
            .. config.ConnectHeader.SelectMany(h => h.Value).SelectMany(v => (string[])[v.Reveal(), .. v.Reveal().Split(' ')]),
        ];
    }

    // Byte by byte, since what follows the empty line belongs to the tunnel.
    private static async Task<string> ReadHeadAsync(Stream connection, CancellationToken cancellation)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < AnswerBytesMax)
        {
            if (await connection.ReadAsync(one, cancellation) == 0)
            {
                break;
            }

            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        throw new HttpRequestException(HttpRequestError.ProxyTunnelError, "the proxy's answer was cut short");
    }
}
