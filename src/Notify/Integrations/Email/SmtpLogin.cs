using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>Logs in to a mail server by the first of its mechanisms for which there is a secret.</summary>
// Source: Alertmanager notify/email, auth: the server's order counts; without a user name nobody logs in.
internal static class SmtpLogin
{
    /// <summary>Logs in, if the server offers it and a user name is configured.</summary>
    public static async Task RunAsync(SmtpConnection smtp, EmailConfig config, CancellationToken cancellation)
    {
        if (config.AuthUsername.Length == 0 || !smtp.Extensions.TryGetValue("AUTH", out string? offered))
        {
            return;
        }

        List<string> obstacles = [];
        foreach (string mechanism in offered.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string secret = SecretOf(mechanism.ToUpperInvariant(), config);
            if (secret.Length == 0)
            {
                obstacles.Add($"no secret for {mechanism}");
                continue;
            }

            await LogInAsync(smtp, config, (mechanism.ToUpperInvariant(), secret), cancellation);
            return;
        }

        throw new SmtpRefusedException("find auth mechanism: " + string.Join(", ", obstacles));
    }

    private static string SecretOf(string mechanism, EmailConfig config) => mechanism switch
    {
        "CRAM-MD5" => SecretFile.Read(config.AuthSecret.Reveal(), config.AuthSecretFile),
        "PLAIN" or "LOGIN" => SecretFile.Read(config.AuthPassword.Reveal(), config.AuthPasswordFile),
        _ => "",
    };

    private static async Task LogInAsync(
        SmtpConnection smtp, EmailConfig config, (string Mechanism, string Secret) by, CancellationToken cancellation)
    {
        bool isLocal = config.Smarthost.Host is "localhost" or "127.0.0.1" or "::1";
        if (by.Mechanism == "PLAIN" && !smtp.IsSecure && !isLocal)
        {
            throw new SmtpRefusedException("PLAIN auth: the connection is not encrypted");
        }

        SmtpReply reply = by.Mechanism switch
        {
            "CRAM-MD5" => await CramMd5Async(smtp, config.AuthUsername, by.Secret, cancellation),
            "PLAIN" => await smtp.LogInAsync(
                "AUTH PLAIN ", Base64($"{config.AuthIdentity}\0{config.AuthUsername}\0{by.Secret}"), by.Secret, cancellation),
            _ => await LoginAsync(smtp, config.AuthUsername, by.Secret, cancellation),
        };
        if (reply.Code / 100 != 2)
        {
            throw new SmtpRefusedException(by.Mechanism + " auth", reply) { IsAuthentication = true };
        }
    }

    private static async Task<SmtpReply> LoginAsync(
        SmtpConnection smtp, string user, string password, CancellationToken cancellation)
    {
        SmtpReply reply = await smtp.CommandAsync("AUTH LOGIN", cancellation);
        for (int step = 0; step < 2 && reply.Code == 334; step++)
        {
            // "Username:", "User Name" with a NUL behind it, or nothing at all: servers differ, but not in the order.
            string challenge = Decode(reply);
            bool asksPassword = challenge.Contains("pass", StringComparison.OrdinalIgnoreCase)
                || (step == 1 && !challenge.Contains("user", StringComparison.OrdinalIgnoreCase));
            reply = asksPassword
                ? await smtp.LogInAsync("", Base64(password), password, cancellation)
                : await smtp.CommandAsync(Base64(user), cancellation);
        }

        return reply;
    }

    [SuppressMessage("Security", "CA5351", Justification = "The mechanism is named after MD5; the server chose it.")]
    private static async Task<SmtpReply> CramMd5Async(
        SmtpConnection smtp, string user, string secret, CancellationToken cancellation)
    {
        SmtpReply reply = await smtp.CommandAsync("AUTH CRAM-MD5", cancellation);
        if (reply.Code != 334)
        {
            return reply;
        }

        byte[] digest = HMACMD5.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Decode(reply)));
        return await smtp.LogInAsync("", Base64($"{user} {Convert.ToHexStringLower(digest)}"), secret, cancellation);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(SmtpReply reply)
    {
        byte[] bytes = new byte[reply.Lines[0].Length];
        return Convert.TryFromBase64String(reply.Lines[0], bytes, out int count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : "";
    }
}
