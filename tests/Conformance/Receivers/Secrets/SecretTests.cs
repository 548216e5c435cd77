using System.Text;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers.Secrets;

// Every kind of receiver at once, to vendors that give back whatever they were sent: as an error, as a failure in a 200, as
// an answer that cannot be read. No secret may be in anything that the server shows or keeps.
public sealed partial class SecretTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AllSent = TimeSpan.FromSeconds(180);

    // They sign, and are not sent.
    private static readonly string[] Unsent = ["s3cr3t-webhook-hmac", "s3cr3t-sns-key"];

    [Fact]
    public async Task No_secret_of_any_receiver_is_shown_or_kept()
    {
        await using SecretStage stage = await SecretStage.StartAsync();
        await TellAsync(stage, "Refused", r => VendorAnswer.Echo(400, r));

        // Or nothing would be proved.
        await RealTime.PollAsync(
            () => Task.FromResult(Unseen(stage).Length == 0), AllSent, $"all of {string.Join(", ", stage.Secrets)} to be sent");
        await TellAsync(stage, "Unreadable", r => VendorAnswer.Echo(200, r));
        await TellAsync(stage, "Sorry", r => VendorAnswer.EchoJson(200, r));
        await TellAsync(stage, "Forbidden", r => VendorAnswer.EchoJson(403, r));
        stage.Proxy.Refuses = true;
        await TellAsync(stage, "Broken", r => VendorAnswer.Echo(503, r));
        Dictionary<string, string> places = await PlacesAsync(stage);

        Assert.Contains("<secret>", places["log"], StringComparison.Ordinal);
        Assert.Contains("you said", places["GET api/v2/notifications?limit=1000"], StringComparison.Ordinal);
        IReadOnlyList<string> leaks = Leaks.In(places);
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    private static string[] Unseen(SecretStage stage)
    {
        string sent = Leaks.Decoded(stage.Sent());
        return [.. stage.Secrets.Except(Unsent).Where(s => !sent.Contains(s, StringComparison.Ordinal))];
    }

    private static async Task TellAsync(SecretStage stage, string name, Func<VendorRequest, VendorAnswer> answer)
    {
        stage.Vendors.Instead = answer;
        Task settled = RealTime.SettleAsync(() => [stage.Vendors.Requests.Count + stage.Mails.Lines.Count], Quiet, Longest);
        await stage.Server.Client.SendAsync(
            HttpMethod.Post, "api/v2/alerts", ReceiverAlerts.Body(ReceiverAlerts.Plain(name, "a:1", TimeProvider.System.GetUtcNow())));
        await settled;
    }

    // Whatever a person, a program or a thief of the disk can see.
    private static async Task<Dictionary<string, string>> PlacesAsync(SecretStage stage)
    {
        var places = new Dictionary<string, string>();
        foreach (string receiver in (string[])["everybody", "own", "nobody"])
        {
            places[$"test of {receiver}"] = await stage.AskAsync(HttpMethod.Post, $"api/v2/receivers/{receiver}/test", "{}");
        }

        foreach (string receiver in (string[])["everybody", "own"])
        {
            ProgramResult render = await ChildProcess.RunAsync(
                Needs.Published("tocsin"), "template", "render", "--config.file", stage.Server.ConfigFile, "--receiver", receiver);
            Assert.Contains("<secret>", render.Output, StringComparison.Ordinal);
            places["render " + receiver] = render.Output + render.Errors;
        }

        foreach ((int i, string wrong) in SecretStage.WrongConfigs().Index())
        {
            await stage.Server.ReloadAsync(wrong);
            places[$"reload {i}"] = await stage.AskAsync(HttpMethod.Post, "-/reload");
        }

        string alerts = await stage.AskAsync(HttpMethod.Get, "api/v2/alerts");
        foreach (Match fingerprint in Fingerprint().Matches(alerts))
        {
            string path = $"api/v2/alerts/{fingerprint.Groups["hex"].Value}/explain";
            places["GET " + path] = await stage.AskAsync(HttpMethod.Get, path);
        }

        foreach (string path in (string[])
            ["api/v2/status", "api/v2/receivers", "api/v2/alerts", "api/v2/alerts/groups", "api/v2/history?limit=1000",
            "api/v2/notifications?limit=1000", "metrics", "nowhere"])
        {
            places["GET " + path] = await stage.AskAsync(HttpMethod.Get, path);
        }

        places["log"] = stage.Server.Process.Transcript();
        string[] files = Directory.GetFiles(stage.Server.StorageFolder, "*", SearchOption.AllDirectories);
        foreach (string file in files.Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using FileStream open = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, Encoding.Latin1);
            places["file " + Path.GetFileName(file)] = await reader.ReadToEndAsync();
        }

        return places;
    }

    [GeneratedRegex("\"fingerprint\":\"(?<hex>[0-9a-f]{16})\"")]
    private static partial Regex Fingerprint();
}
