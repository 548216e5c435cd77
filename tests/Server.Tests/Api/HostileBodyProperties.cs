using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Tocsin.Server.Tests.Api;

/// <summary>
/// Whatever is posted, the server answers with something below 500, keeps the connection, and stores all of a batch
/// that it takes and nothing of one that it refuses as a whole.
/// </summary>
public sealed class HostileBodyProperties
{
    private const string Config = """
        route: {receiver: nobody, group_by: [alertname]}
        receivers:
        - name: nobody
        """;

    private const string GoodAlerts = """
        [{"labels":{"alertname":"x","b":"\u00fc"},"annotations":{"a":"\ud800"},"startsAt":"2026-01-01T00:00:00Z",
        "endsAt":"2027-01-01","generatorURL":"http://a/b?c"},{"labels":{"c":"d"}}]
        """;

    private const string GoodSilence = """
        {"id":"","matchers":[{"name":"a","value":"b|c","isRegex":true,"isEqual":true}],"startsAt":"2026-01-01T00:00:00Z",
        "endsAt":"2027-01-01T00:00:00Z","createdBy":"me","comment":"c","annotations":{"a":"b"}}
        """;

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "\\", "null", "true", "1e999", "-0", "\"\\ud800\"", "\"\\u0000\"", "\"a\"", "\"\"",
        "\"labels\"", "\"LABELS\"", "\"annotations\"", "\"startsAt\"", "\"endsAt\"", "\"generatorURL\"", "\"\\ud83dx\"",
        "\"2026-01-01T00:00:00Z\"", "\"0000-01-01\"",
        "\"9999-12-31T23:59:59.999999999-23:59\"", "\"http://[::1\"",
        "\"/\"", "\"\\n:\"",
        "{\"labels\":{\"alertname\":\"x\"}}", "{\"labels\":{\"a\":\"b\"},\"startsAt\":\"0001-01-01T00:00:00Z\"}",
        " ", "\u00fc", "\u2028",
        "\"matchers\"", "\"name\"", "\"value\"", "\"isRegex\"", "\"isEqual\"", "\"createdBy\"", "\"comment\"", "\"id\"", "false",
        "[{\"name\":\"a\",\"value\":\"(((((\",\"isRegex\":true}]", "{\"name\":\"a\",\"value\":\"x{1000}{1000}\",\"isRegex\":true}",
    ];

    private static readonly Gen<byte[]> Soup = Gen.Elements(Pieces).ListOf()
        .Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    private static readonly Gen<byte[]> AnyBytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();

    [Theory]
    [InlineData("api/v2/alerts", GoodAlerts)]
    [InlineData("api/v1/alerts", """[{"labels":{"alertname":"x"}}]""")]
    [InlineData("api/v2/silences", GoodSilence)]
    public async Task No_body_breaks_the_server(string path, string good)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        byte[] whole = Encoding.UTF8.GetBytes(good);
        Gen<byte[]> bodies = Gen.OneOf(Soup, AnyBytes, Mutants(whole));
        foreach (byte[] body in Gen.Sample(bodies, numberOfSamples: 1_500, size: 30))
        {
            Reply reply = await server.PostAsync(path, body);
            Assert.True(
                reply.Status is 200 or 400 or 404 or 422,
                $"{reply} for {Convert.ToHexString(body)}; {string.Join('\n', server.Errors)}");
            Assert.True(reply.Status == 200 || reply.Json is not null, reply.ToString());
        }

        foreach (string list in (string[])["api/v2/alerts", "api/v2/silences", "api/v2/alerts/groups", "api/v2/history?limit=1000"])
        {
            Assert.Equal(200, (await server.GetAsync(list)).Status);
        }

        Assert.Empty(server.Errors);
        Assert.Equal(200, (await server.PostAsync(path, whole)).Status);
    }

    [Fact]
    public async Task A_refused_batch_leaves_nothing_and_a_taken_one_leaves_everything()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        int round = 0;
        foreach (byte[] fault in Gen.Sample(Soup, numberOfSamples: 300, size: 6))
        {
            round++;
            string head = string.Create(CultureInfo.InvariantCulture, $"[{{\"labels\":{{\"alertname\":\"a{round}\"}}}},");
            string tail = string.Create(CultureInfo.InvariantCulture, $",{{\"labels\":{{\"alertname\":\"b{round}\"}}}}]");
            byte[] body = [.. Encoding.UTF8.GetBytes(head), .. fault, .. Encoding.UTF8.GetBytes(tail)];
            Reply reply = await server.PostAsync("api/v2/alerts", body);
            string filter = string.Create(CultureInfo.InvariantCulture, $"alertname=~\"(a|b){round}\"");
            JsonArray kept = (await server.GetAsync("api/v2/alerts?filter=" + Uri.EscapeDataString(filter))).Json.AsArray();

            // A JSON string tells of single invalid alerts; an object, of a batch that was refused as a whole.
            bool isTaken = reply.Status == 200 || reply.Json is not JsonObject;
            Assert.True(kept.Count == (isTaken ? 2 : 0), $"{kept.Count} kept, {reply} for {Encoding.UTF8.GetString(body)}");
        }
    }

    [Theory]
    [InlineData("api/v2/alerts?filter=")]
    [InlineData("api/v2/alerts?receiver=")]
    [InlineData("api/v2/alerts/groups?filter=")]
    [InlineData("api/v2/silences?filter=")]
    [InlineData("api/v2/receivers?receiver_matchers=")]
    [InlineData("api/v2/history?limit=1&filter=")]
    [InlineData("api/v2/history?limit=")]
    [InlineData("api/v2/history?after=")]
    [InlineData("api/v2/history?from=")]
    [InlineData("api/v2/history?kind=")]
    [InlineData("api/v2/history?silence=")]
    [InlineData("api/v2/history?fingerprint=")]
    [InlineData("api/v2/silence/")]
    [InlineData("api/v2/alerts/0123456789abcdef/")]
    public async Task No_query_breaks_the_server(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"x"}}]""");
        string[] odd =
        [
            "9223372036854775807", "-1", "0", "99999999999999999999", "{", "{}", "a=~\"(\"", "a=~\"x{1000}{1000}\"", "\u0000", "\uFFFD",
            "a=\"\\", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "ffffffffffffffff", new string('(', 2_000), new string('a', 4_000),
        ];
        Gen<string> texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get);
        foreach (string value in odd.Concat(Gen.Sample(texts, numberOfSamples: 100, size: 20)))
        {
            Reply reply = await server.GetAsync(path + Uri.EscapeDataString(Valid(value)));
            Assert.True(reply.Status is 200 or (>= 400 and < 500), $"{reply} for {value}; {string.Join('\n', server.Errors)}");
        }

        Assert.Empty(server.Errors);
    }

    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static Gen<byte[]> Mutants(byte[] whole) =>
        from at in Gen.Choose(0, whole.Length - 1)
        from length in Gen.Choose(0, 3)
        from insert in Gen.OneOf(Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes), AnyBytes)
        select (byte[])[.. whole[..at], .. insert, .. whole[Math.Min(whole.Length, at + length)..]];
}
