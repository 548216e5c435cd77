using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Sns.Aws;

namespace Tocsin.Notify.Tests.Integrations.Sns;

public sealed class AwsSignerTests
{
    private static readonly DateTimeOffset At = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    // The keys of AWS's own examples.
    private static readonly AwsCredentials Example = new("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));

    [Theory]
    [InlineData("GET", "https://example.amazonaws.com/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData(
        "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "", "",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData(
        "POST", "https://example.amazonaws.com/", "application/x-www-form-urlencoded", "Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")]
    public void A_signature_is_that_of_AWSs_test_suite(string method, string url, string type, string body, string signature) =>
        Assert.EndsWith(", Signature=" + signature, Sign((method, url, type, body), "service"), StringComparison.Ordinal);

    [Fact]
    public void A_signature_is_that_of_AWSs_handbook() => Assert.Equal(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        Sign(
            ("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
                "application/x-www-form-urlencoded; charset=utf-8", ""), "iam"));

    // Made with botocore 1.43 for the same request.
    [Fact]
    public void Ports_escapes_and_lent_keys_are_signed_as_AWSs_own_tools_do()
    {
        var request = new SignedRequest(
            "POST", new Uri("http://127.0.0.1:4100/a%20b/c?z=1&a=%C3%A9%20x&a="),
            [
                new("X-Amz-Security-Token", "to/ken+=="), new("X-Amz-Date", "20150830T123600Z"), new("host", "127.0.0.1:4100"),
                new("Content-Type", "application/x-www-form-urlencoded;  charset=utf-8 "),
            ],
            "Action=Publish&Message=h%C3%A9"u8.ToArray());

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-central-1/sns/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
                + "Signature=81ccc572e4d8fd6389e9dfc7c6ad042689938ea07512a9816285d289cf5493d4",
            AwsSigner.Sign(request, Example, new AwsScope(At, "eu-central-1", "sns")));
    }

    [Fact]
    public void Credentials_do_not_print_what_is_secret() => Assert.DoesNotContain(
        "hidden", new AwsCredentials("A", new Secret("hidden")) { SessionToken = new Secret("hidden") }.ToString(),
        StringComparison.Ordinal);

    private static string Sign((string Method, string Url, string Type, string Body) request, string service)
    {
        var url = new Uri(request.Url);
        var scope = new AwsScope(At, "us-east-1", service);
        List<KeyValuePair<string, string>> headers = [new("Host", url.Authority), new("X-Amz-Date", scope.Date)];
        if (request.Type.Length > 0)
        {
            headers.Add(new("Content-Type", request.Type));
        }

        byte[] body = Encoding.UTF8.GetBytes(request.Body);
        return AwsSigner.Sign(new SignedRequest(request.Method, url, headers, body), Example, scope);
    }
}
