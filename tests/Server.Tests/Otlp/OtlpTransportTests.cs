using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Otlp;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Otlp;

/// <summary>HTTP and gRPC behind real sockets on the loopback, in front of a signal that is not one.</summary>
public sealed class OtlpTransportTests : IAsyncLifetime
{
    private const string Grpc = "/opentelemetry.proto.collector.things.v1.ThingsService/Export";

    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-otlp-").FullName;
    private readonly FakeSignal _signal = new();
    private WebApplication? _app;
    private WebPipeline? _pipeline;
    private OtlpHost? _host;
    private string[] _addresses = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _pipeline?.Dispose();
        _host?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("application/x-protobuf", 0, "\n\t\b\u0003\u0012\u0005three")]
    [InlineData("application/json; charset=utf-8", 1, """{"partialSuccess":{"rejectedThings":"3","errorMessage":"three"}}""")]
    public async Task A_request_by_HTTP_is_answered_in_its_own_encoding(string type, int encoding, string partly)
    {
        await StartAsync();
        Answer whole = await PostAsync("/v1/things", "all", type);
        Assert.Equal((200, type.Split(';')[0], encoding == 1 ? "{}" : ""), (whole.Status, whole.Type, whole.Body));
        _signal.Answer = () => Task.FromResult<OtlpAnswer>(new OtlpAnswer.Accepted(3, "three"));
        Answer part = await PostAsync("/api/v1/otlp/v1/things", "some", type);
        Assert.Equal((200, partly), (part.Status, part.Body));
        Assert.Equal([("all", (OtlpEncoding)encoding, "red"), ("some", (OtlpEncoding)encoding, "red")], _signal.Taken);
    }

    [Theory]
    [InlineData("gzip", "good", 200)]
    [InlineData("GZIP", "good", 200)]
    [InlineData("deflate", "good", 415)]
    [InlineData("gzip", "cut", 400)]
    [InlineData("gzip", "vast", 413)]
    [InlineData("snappy", "good", 415)]
    [InlineData("identity", "good", 200)]
    public async Task A_packed_body_is_unpacked_and_only_so_far(string packing, string kind, int status)
    {
        await StartAsync();
        byte[] plain = kind == "vast" ? new byte[(64 << 20) + 1] : Encoding.UTF8.GetBytes(new string('x', 100_000));
        byte[] packed = Pack(plain, packing);
        byte[] sent = kind == "cut" ? [.. packed[..20], .. "rubbish"u8] : packed;
        Answer answer = await PostAsync("/v1/things", sent, "application/json", packing);
        Assert.True(status == answer.Status, $"{answer}");
        Assert.Equal(status == 200 ? 100_000 : 0, _signal.Taken.Sum(taken => taken.Body.Length));
    }

    [Fact]
    public async Task Who_shall_come_again_later_is_told_when()
    {
        await StartAsync();
        _signal.Answer = () => Task.FromResult<OtlpAnswer>(new OtlpAnswer.TryLater(TimeSpan.FromSeconds(7), "the disk is full"));
        Answer answer = await PostAsync("/v1/things", "all", "application/json");
        Assert.Equal((503, "7", """{"code":14,"message":"the disk is full"}"""), (answer.Status, answer.RetryAfter, answer.Body));
        _signal.Answer = () => throw new IOException("no space");
        Assert.Equal((503, "1"), await PostAsync("/v1/things", "all", "application/json") is var later
            ? (later.Status, later.RetryAfter) : default);

        _signal.Answer = () => Task.FromResult<OtlpAnswer>(new OtlpAnswer.TryLater(TimeSpan.FromSeconds(7), "f\u00fcll\n"));
        Call call = await CallAsync(Frame("all"u8));
        Assert.Equal(("14", "f%C3%BCll%0A"), (call.Code, call.Message));
        byte[] details = Convert.FromBase64String(call.Details.PadRight((call.Details.Length + 3) / 4 * 4, '='));
        Assert.Contains(
            "type.googleapis.com/google.rpc.RetryInfo\u0012\u0006\n\u0004\b\u0007\u0010\0",
            Encoding.UTF8.GetString(details),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_request_is_answered_with_what_is_wrong()
    {
        await StartAsync();
        _signal.Answer = () => Task.FromResult<OtlpAnswer>(new OtlpAnswer.BadData("no things"));
        Answer json = await PostAsync("/v1/things", "{", "application/json");
        Assert.Equal((400, """{"code":3,"message":"no things"}"""), (json.Status, json.Body));
        Answer protobuf = await PostAsync("/v1/things", "{", "application/x-protobuf");
        Assert.Equal((400, "\b\u0003\u0012\tno things"), (protobuf.Status, protobuf.Body));
        Assert.Equal(415, (await PostAsync("/v1/things", "{", "text/plain")).Status);
        Assert.Equal(("3", "no things"), await CallAsync(Frame("{"u8)) is var call ? (call.Code, call.Message) : default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task A_call_by_gRPC_is_one_framed_message_both_ways(string packing)
    {
        await StartAsync();
        Call whole = await CallAsync(packing.Length == 0 ? Frame("all"u8) : Frame(Pack("all"u8.ToArray(), packing), 1), packing);
        Assert.Equal(("0", "\0\0\0\0\0"), (whole.Code, whole.Body));
        _signal.Answer = () => Task.FromResult<OtlpAnswer>(new OtlpAnswer.Accepted(3, "three"));
        Call part = await CallAsync(Frame("some"u8), packing);
        Assert.Equal(("0", "\0\0\0\0\u000b\n\t\b\u0003\u0012\u0005three"), (part.Code, part.Body));
        Assert.Equal([("all", OtlpEncoding.Protobuf, "red"), ("some", OtlpEncoding.Protobuf, "red")], _signal.Taken);
    }

    [Theory]
    [InlineData(new byte[] { }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 1 }, "3")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "3")]
    [InlineData(new byte[] { 2, 0, 0, 0, 1, 1 }, "3")]
    [InlineData(new byte[] { 0, 255, 255, 255, 255, 1 }, "3")]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, "12")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 }, "0")]
    public async Task What_is_not_one_framed_message_is_refused(byte[] body, string code)
    {
        await StartAsync();
        Assert.Equal(code, (await CallAsync(body)).Code);
    }

    [Fact]
    public async Task A_port_for_OTLP_serves_nothing_else_and_calls_of_other_services_are_told_so()
    {
        await StartAsync();
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(_addresses[0] + "/-/healthy", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(_addresses[1] + "/-/healthy", Cancellation)).StatusCode);
        Assert.Equal(200, (await PostAsync("/v1/things", "all", "application/json", at: _addresses[1])).Status);
        Call other = await CallAsync(Frame("all"u8), path: "/opentelemetry.proto.collector.others.v1.OthersService/Export");
        Assert.Equal("12", other.Code);
        Answer oldHttp = await PostAsync(Grpc, "all", "application/grpc");
        Assert.Equal(426, oldHttp.Status);
    }

    [Fact]
    public async Task With_TLS_gRPC_is_taken_on_the_main_port_too()
    {
        await StartAsync("tls_server_config: {cert_file: server.crt, key_file: server.key}");
        Assert.Equal("0", (await CallAsync(Frame("all"u8), at: _addresses[0])).Code);
        Assert.Equal("0", (await CallAsync(Frame("all"u8), at: _addresses[2])).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Passwords_hold_for_every_port(int port)
    {
        // The hash of some other password, at bcrypt's lowest cost.
        await StartAsync("basic_auth_users: {u: $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW}");
        Assert.Equal(401, (await PostAsync("/v1/things", "all", "application/json", at: _addresses[port])).Status);
        using HttpClient client = Client();
        using var call = new HttpRequestMessage(HttpMethod.Post, _addresses[2] + Grpc)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(""u8)),
        };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(call, Cancellation)).StatusCode);
        Assert.Empty(_signal.Taken);
    }

    [Fact]
    public async Task More_than_may_be_under_way_are_told_to_come_again()
    {
        var held = new TaskCompletionSource<OtlpAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var metrics = new OtlpMetrics();
        _signal.Answer = () => held.Task;
        var intake = new OtlpIntake(_signal, metrics, requestsMax: 2);
        var head = new OtlpHead("http", "", OtlpEncoding.Json, default);
        ValueTask<OtlpAnswer> first = intake.TakeAsync(default(ReadOnlyMemory<byte>), head, Cancellation);
        ValueTask<OtlpAnswer> second = intake.TakeAsync(default(ReadOnlyMemory<byte>), head, Cancellation);
        Assert.IsType<OtlpAnswer.TryLater>(await intake.TakeAsync(default(ReadOnlyMemory<byte>), head, Cancellation));
        held.SetResult(OtlpAnswer.All);
        Assert.Equal([OtlpAnswer.All, OtlpAnswer.All], new[] { await first, await second });
        Assert.Equal(OtlpAnswer.All, await intake.TakeAsync(default(ReadOnlyMemory<byte>), head, Cancellation));
    }

    private static byte[] Frame(ReadOnlySpan<byte> message, byte flag = 0)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    private static byte[] Pack(byte[] plain, string packing)
    {
        using var packed = new MemoryStream();
        using (Stream stream = packing.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(new MemoryStream()),
        })
        {
            stream.Write(plain);
        }

        return packed.Length == 0 ? plain : packed.ToArray();
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, found, _, _) => found is not null },
    });

    private Task<Answer> PostAsync(string path, string body, string type, string packing = "", string? at = null) =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), type, packing, at);

    private async Task<Answer> PostAsync(string path, byte[] body, string type, string packing = "", string? at = null)
    {
        using HttpClient client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, (at ?? _addresses[0]) + path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-Scope-OrgID", "red");
        if (packing.Length > 0)
        {
            request.Content.Headers.ContentEncoding.Add(packing);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation);
        return new Answer(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType ?? "",
            await answer.Content.ReadAsStringAsync(Cancellation),
            answer.Headers.RetryAfter?.ToString() ?? "");
    }

    private async Task<Call> CallAsync(byte[] body, string packing = "", string path = Grpc, string? at = null)
    {
        using HttpClient client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, (at ?? _addresses[2]) + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        request.Headers.Add("X-Scope-OrgID", "red");
        if (packing.Length > 0)
        {
            request.Headers.Add("grpc-encoding", packing);
        }

        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        return new Call(Trailer(answer, "grpc-status"), Trailer(answer, "grpc-message"), Trailer(answer, "grpc-status-details-bin"), text);
    }

    private static string Trailer(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : "";

    private async Task StartAsync(string settings = "")
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "web.yml"), settings, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.crt"), Certificates.PemOf(Certificates.Server), Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "server.key"),
            Certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            Cancellation);
        var options = new WebOptions
        {
            ConfigFile = Path.Combine(_folder, "web.yml"),
            ListenAddresses = ["127.0.0.1:0"],
            OtlpHttpAddress = "127.0.0.1:0",
            OtlpGrpcAddress = "127.0.0.1:0",
        };
        (WebListeners? listeners, string? error) = await WebListeners.OpenAsync(options, NullLogger.Instance, Cancellation);
        Assert.True(listeners is not null, error);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            listeners.Configure(kestrel);
        });
        _app = builder.Build();
        _pipeline = new WebPipeline(options, listeners.Settings, "", TimeProvider.System);
        _pipeline.Use(_app);
        RouteGroupBuilder routes = _app.MapGroup("");
        routes.MapHealth();
        _host = new OtlpHost(_signal);
        OtlpRoutes.Map(_app, routes, _host.Intakes);
        await _app.StartAsync(Cancellation);
        _addresses = [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        listeners.LogAddresses(_addresses);
    }

    private sealed record Answer(int Status, string Type, string Body, string RetryAfter);

    private sealed record Call(string Code, string Message, string Details, string Body);
}
