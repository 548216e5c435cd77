using System.Net;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.Queries;

public sealed class WriteDuels
{
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    // Upstream takes a request of version 1 with such labels for good and leaves the series out, which its sender never
    // learns; a comment there calls it wrong. It refuses a whole request for one sample; ours keeps the others.
    private static readonly Dictionary<string, HttpStatusCode> Deliberate = new()
    {
        ["another message"] = HttpStatusCode.UnsupportedMediaType,
        ["no name"] = HttpStatusCode.BadRequest,
        ["no labels"] = HttpStatusCode.BadRequest,
        ["twice"] = HttpStatusCode.BadRequest,
        ["an empty label name"] = HttpStatusCode.BadRequest,
        ["a value that is no UTF-8"] = HttpStatusCode.BadRequest,
    };

    [Fact]
    public async Task A_bad_write_has_the_status_that_the_real_Prometheus_gives_it_and_leaves_as_little()
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        var faults = new List<string>();
        foreach ((string name, byte[] body, string type, string encoding) in Requests())
        {
            Answer wanted = await pair.Prometheus.Client.PostAsync("api/v1/write", body, type, encoding);
            Answer got = await pair.Tocsin.Client.PostAsync("api/v1/write", body, type, encoding);
            if (Deliberate.GetValueOrDefault(name, wanted.Status) != got.Status)
            {
                faults.Add($"{name}:\n  prometheus {(int)wanted.Status} {wanted.Body}\n  tocsin     {(int)got.Status} {got.Body}");
            }
        }

        string query = $"api/v1/query?query=%7Bw%3D~%22.%2B%22%7D%5B1d%5D&time={(Now / 1000) + 3600}";
        QueryAnswer left = QueryAnswer.Read(await pair.Prometheus.Client.GetAsync(query));
        QueryAnswer right = QueryAnswer.Read(await pair.Tocsin.Client.GetAsync(query));
        Assert.NotEmpty(left.Series);
        Assert.Equal(
            left.Series.Select(s => s.Labels).Append("{__name__=\"right\",w=\"9\"}").Order(StringComparer.Ordinal),
            right.Series.Select(s => s.Labels).Order(StringComparer.Ordinal));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<(string Name, byte[] Body, string Type, string Encoding)> Requests()
    {
        const string Proto = "application/x-protobuf";
        byte[] good = Body(("__name__", "good"), ("w", "1"));
        yield return ("whole", good, Proto, "snappy");
        yield return ("again", good, Proto, "snappy");
        yield return ("nothing", [], Proto, "snappy");
        yield return ("an empty request", new WriteRequest().ToBody(), Proto, "snappy");
        yield return ("no Snappy", "hello, I am not packed"u8.ToArray(), Proto, "snappy");
        yield return ("cut", good[..^3], Proto, "snappy");
        yield return ("packed nonsense", [4, 12, 255, 255, 255, 255], Proto, "snappy");
        yield return ("a length beyond all memory", [255, 255, 255, 255, 15, 0], Proto, "snappy");
        yield return ("another encoding", good, Proto, "gzip");
        yield return ("no encoding", good, Proto, "");
        yield return ("JSON", good, "application/json", "snappy");
        yield return ("another message", good, Proto + ";proto=io.prometheus.write.v9.Request", "snappy");
        yield return ("the message of version 1", good, Proto + ";proto=prometheus.WriteRequest", "snappy");
        yield return ("no name", Body(("w", "2")), Proto, "snappy");
        yield return ("no labels", Body(), Proto, "snappy");
        yield return ("unordered", Body(("w", "3"), ("__name__", "unordered")), Proto, "snappy");
        yield return ("twice", Body(("__name__", "twice"), ("w", "4"), ("w", "5")), Proto, "snappy");
        yield return ("an empty value", Body(("__name__", "empty"), ("a", ""), ("w", "6")), Proto, "snappy");
        yield return ("an empty label name", Body(("", "x"), ("__name__", "unnamed"), ("w", "7")), Proto, "snappy");
        yield return ("a dotted label", Body(("__name__", "dotted.name"), ("a.b", "x"), ("w", "8")), Proto, "snappy");
        yield return ("a value that is no UTF-8", Body(("__name__", "bad"), ("w", "\u00ff")), Proto, "snappy");
        yield return ("far in the future", At("future", Now + 3_600_000), Proto, "snappy");
        yield return ("before 1970", At("past", -5000), Proto, "snappy");
        yield return ("older than the last", At("good", Now - 60_000), Proto, "snappy");
        yield return ("another value", One(r => r.AddRaw([("__name__", "good"), ("w", "1")], Now, 2)), Proto, "snappy");
        yield return ("partly right", One(r =>
        {
            r.AddRaw([("__name__", "good"), ("w", "1")], Now - 60_000, 1);
            r.AddRaw([("__name__", "right"), ("w", "9")], Now, 1);
        }), Proto, "snappy");
    }

    private static byte[] Body(params (string, string)[] labels) => One(r => r.AddRaw(labels, Now, 1));

    private static byte[] At(string name, long time) => One(r => r.AddRaw([("__name__", name), ("w", "1")], time, 1));

    private static byte[] One(Action<WriteRequest> fill)
    {
        var request = new WriteRequest();
        fill(request);
        return request.ToBody();
    }
}
