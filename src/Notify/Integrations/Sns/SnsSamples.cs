namespace Tocsin.Notify.Integrations.Sns;

/// <summary>What AWS's services would answer, so that the requests behind the first can be shown.</summary>
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Examples
internal static class SnsSamples
{
    private const string Xml = "text/xml";

    private const string Keys = """
        "AccessKeyId":"ASIASAMPLE","SecretAccessKey":"sample-secret-key","Token":"sample-session-token",
        "Expiration":"2099-01-01T00:00:00Z"
        """;

    /// <summary>The answers.</summary>
    public static IReadOnlyList<SampleAnswer> Answers { get; } =
    [
        new(Role("AssumeRoleWithWebIdentity")) { InBody = "Action=AssumeRoleWithWebIdentity", ContentType = Xml },
        new(Role("AssumeRole")) { InBody = "Action=AssumeRole", ContentType = Xml },
        new("sample-metadata-token") { Method = "PUT", InUrl = "/latest/api/token", ContentType = "text/plain" },
        new($$"""{"Code":"Success",{{Keys}}}""") { Method = "GET", InUrl = "/security-credentials/sample-role" },
        new("sample-role") { Method = "GET", InUrl = "/security-credentials", ContentType = "text/plain" },
        new($"{{{Keys}}}") { Method = "GET" },
        new("""
            <PublishResponse><PublishResult><MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult></PublishResponse>
            """)
        {
            ContentType = Xml,
        },
    ];

    private static string Role(string action) => $"""
        <{action}Response><{action}Result><Credentials><AccessKeyId>ASIASAMPLE</AccessKeyId>
        <SecretAccessKey>sample-secret-key</SecretAccessKey><SessionToken>sample-session-token</SessionToken>
        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>
        """;
}
