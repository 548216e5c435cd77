using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Push;

/// <summary>
/// The same requests sent to Debian's Pushgateway and to Tocsin: every status must be the same, and afterwards the exposition
/// and the list of groups. When a push happened, and the help of the two metrics about that, are not compared.
/// </summary>
public sealed partial class PushDuels(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Both_answer_alike_and_hold_the_same_groups()
    {
        await using ChildProcess gateway = ChildProcess.Start(
            Needs.Peer("prometheus-pushgateway"), ["--web.listen-address", "127.0.0.1:0", "--web.enable-admin-api", "--persistence.file="]);
        string line = await gateway.Lines.FirstAsync(text => Listening().IsMatch(text), Deadline, "the Pushgateway's port");
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = "push: {admin_api: true}\nseries: {scrape_self: false}\n",
        });
        using var theirs = new Peer($"http://127.0.0.1:{Listening().Match(line).Groups["port"].Value}");
        using var ours = new Peer(tocsin.Client.Root.ToString().TrimEnd('/'));

        var statuses = new List<int>();
        PushRequestCase[] script =
        [
            .. PushRequests.Written(), .. PushRequests.Drawn(new Random(20267), 400),
        ];
        foreach (PushRequestCase request in script)
        {
            (int wanted, string reason) = await theirs.SendAsync(request);
            (int got, string said) = await ours.SendAsync(request);
            Assert.True(wanted == got, $"{request}\nupstream {wanted} {reason}\ntocsin {got} {said}");
            statuses.Add(wanted);
            if (request.Method != "GET")
            {
                await CompareAsync(theirs, ours, request);
            }
        }

        output.WriteLine(string.Join(", ", statuses.CountBy(status => status).Select(pair => $"{pair.Value} answers {pair.Key}")));
        Assert.True(statuses.Distinct().Count() >= 4);
        Assert.Equal((202, 202), ((await theirs.SendAsync(Wipe)).Status, (await ours.SendAsync(Wipe)).Status));
        await RealTime.PollAsync(async () => (await theirs.ExposedAsync("/metrics")).Length == 0, Deadline, "the Pushgateway to be wiped");
        Assert.Empty(await ours.ExposedAsync("/push/metrics"));
    }

    private static PushRequestCase Wipe { get; } = new("PUT", "/api/v1/admin/wipe", []);

    // Upstream answers a deletion before it deletes.
    private static async Task CompareAsync(Peer theirs, Peer ours, PushRequestCase request)
    {
        string[] wanted = [];
        string[] got = await ours.ExposedAsync("/push/metrics");
        try
        {
            await RealTime.PollAsync(
                async () => (wanted = await theirs.ExposedAsync("/metrics")).SequenceEqual(got), Patience, "the same exposition");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"after {request}\n{string.Join('\n', wanted.Except(got).Select(l => "upstream " + l))}\n"
                + string.Join('\n', got.Except(wanted).Select(l => "tocsin   " + l)));
        }

        Assert.Equal(await theirs.GroupsAsync(), await ours.GroupsAsync());
    }

    [GeneratedRegex("""msg="?Listening on"?.*\baddress="?[^ "]*:(?<port>[0-9]+)""")]
    private static partial Regex Listening();

    /// <summary>One of the two.</summary>
    private sealed class Peer(string root) : IDisposable
    {
        private static readonly string[] Own = ["go_", "process_", "promhttp_", "pushgateway_"];

        private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });

        public async Task<(int Status, string Body)> SendAsync(PushRequestCase request)
        {
            var exactly = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
            using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(root + request.Path, exactly));
            if (request.Method != "GET")
            {
                message.Content = new ByteArrayContent(request.Body);
                message.Content.Headers.ContentType = request.Type is null ? null : MediaTypeHeaderValue.Parse(request.Type);
                if (request.Encoding is not null)
                {
                    message.Content.Headers.ContentEncoding.Add(request.Encoding);
                }
            }

            using HttpResponseMessage response = await _http.SendAsync(message);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        // In a set order: upstream's order within a family follows from the values of labels alone.
        public async Task<string[]> ExposedAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root + path));
            request.Headers.TryAddWithoutValidation("Accept", "text/plain;version=1.0.0;escaping=allow-utf-8");
            using HttpResponseMessage response = await _http.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            return
            [
                .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => !Own.Any((line.StartsWith('#') ? line.Split(' ')[2] : line).StartsWith))
                    .Where(line => !line.StartsWith("# HELP push_", StringComparison.Ordinal))
                    .Select(Masked)
                    .Order(StringComparer.Ordinal),
            ];
        }

        public async Task<string> GroupsAsync()
        {
            JsonNode answer = JsonNode.Parse(await _http.GetStringAsync(new Uri(root + "/api/v1/metrics")))!;
            IEnumerable<string> groups = answer["data"]!.AsArray().Select(Group).Order(StringComparer.Ordinal);
            return (string)answer["status"]! + "\n" + string.Join('\n', groups);
        }

        public void Dispose() => _http.Dispose();

        private static string Group(JsonNode? group) => string.Join(' ', group!.AsObject()
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value is JsonObject family && family.ContainsKey("time_stamp")
                ? Family(pair.Key, family)
                : $"{pair.Key}={Sorted(pair.Value)}"));

        private static string Family(string name, JsonObject family)
        {
            Assert.True(DateTimeOffset.TryParse((string)family["time_stamp"]!, CultureInfo.InvariantCulture, out _));
            bool isTime = name.StartsWith("push_", StringComparison.Ordinal);
            string[] metrics = [.. family["metrics"]!.AsArray().Select(metric =>
                isTime ? $"{Sorted(metric!["labels"])} {((string)metric["value"]! == "0" ? 0 : 1)}" : Sorted(metric))];
            return $"{name}={family["type"]} {(isTime ? "" : family["help"])} [{string.Join(';', metrics)}]";
        }

        private static string Sorted(JsonNode? node) => node switch
        {
            JsonObject some => string.Join(
                ',', some.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Sorted(p.Value)}").Prepend("{").Append("}")),
            JsonArray all => $"[{string.Join(',', all.Select(Sorted))}]",
            _ => node?.ToJsonString() ?? "null",
        };

        private static string Masked(string line) => line.StartsWith("push_", StringComparison.Ordinal)
            ? line[..line.LastIndexOf(' ')] + (line.EndsWith(" 0", StringComparison.Ordinal) ? " never" : " once")
            : line;
    }
}
