using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Model;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Webhook;

/// <summary>
/// Signs a body so that its receiver can tell that it comes from here, unchanged and just now:
/// <c>t=1767225600,v1=5f1c…</c>, where v1 is the HMAC-SHA256 of <c>t</c>, a dot and the body.
/// </summary>
internal static class BodySignature
{
    /// <summary>The header's value; with several secrets, one <c>v1</c> for each.</summary>
    /// <param name="config">The secrets.</param>
    /// <param name="now">The instant of the attempt: an old one would make each repeat look like a replay.</param>
    /// <param name="body">The body as it is sent.</param>
    /// <exception cref="ClientSetupException">The file of secrets cannot be read or holds none.</exception>
    public static string Sign(HmacConfig config, Instant now, ReadOnlySpan<byte> body)
    {
        string time = (now.UnixMs / 1000).ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
        var value = new StringBuilder("t=").Append(time);
        foreach (string secret in SecretsOf(config))
        {
            byte[] code = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            value.Append(",v1=").Append(Convert.ToHexStringLower(code));
        }

        return value.ToString();
    }

    private static string[] SecretsOf(HmacConfig config)
    {
        if (config.SecretFile.Length == 0)
        {
            return config.Secret.IsEmpty ? [.. config.Secrets.Select(s => s.Reveal())] : [config.Secret.Reveal()];
        }

        string[] lines = SecretFile.ReadFile(config.SecretFile)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length is > 0 and <= HmacConfig.SecretsMax
            ? lines
            : throw new ClientSetupException(
                $"{config.SecretFile} must hold 1 to {HmacConfig.SecretsMax} secrets, one on each line");
    }
}
