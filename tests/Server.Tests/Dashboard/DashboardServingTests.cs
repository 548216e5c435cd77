using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Dashboard;

namespace Tocsin.Server.Tests.Dashboard;

/// <summary>How the files of the dashboard are served: headers, addresses, caching and compression.</summary>
public sealed class DashboardServingTests
{
    private const string Html = "<base href=\"__BASE__\"><meta name=\"csp-nonce\" content=\"__NONCE__\">";
    private const string Script = "assets/page-abc.js";

    private static readonly (string, string)[] Files =
    [
        ("pages.txt", "alerts\nroutes\n"), ("index.html", Html), (Script, "plain"), (Script + ".br", "brotli"), (Script + ".gz", "gzip"),
        ("favicon.svg", "<svg/>"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_may_run_its_own_files_and_nothing_else()
    {
        await using Served served = await Served.StartAsync(Files);
        using HttpResponseMessage page = await served.AskAsync("/alerts");
        string body = await page.Content.ReadAsStringAsync(Cancellation);
        string policy = One(page, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none'; script-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        string nonce = Regex.Match(body, "content=\"([^\"]*)\"").Groups[1].Value;
        Assert.Equal(16, Convert.FromBase64String(nonce).Length);
        Assert.Contains($"style-src 'self' 'nonce-{nonce}'; ", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", One(page, "X-Content-Type-Options"));
        Assert.Equal("DENY", One(page, "X-Frame-Options"));
        Assert.Equal("no-referrer", One(page, "Referrer-Policy"));
        Assert.True(page.Headers.CacheControl!.NoCache);

        using HttpResponseMessage again = await served.AskAsync("/alerts");
        Assert.NotEqual(policy, One(again, "Content-Security-Policy"));
        using HttpResponseMessage file = await served.AskAsync("/" + Script);
        Assert.Contains("style-src 'self';", One(file, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", One(file, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task The_headers_that_the_operator_sets_win()
    {
        await using Served served = await Served.StartAsync(Files, own: ("X-Frame-Options", "SAMEORIGIN"));
        using HttpResponseMessage page = await served.AskAsync("/");
        Assert.Equal("SAMEORIGIN", One(page, "X-Frame-Options"));
        Assert.Equal("nosniff", One(page, "X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("", "/", "./")]
    [InlineData("", "/alerts", "./")]
    [InlineData("", "/alerts/", "../")]
    [InlineData("", "/alerts/00ff", "../")]
    [InlineData("", "/alerts/a/b/", "../../../")]
    [InlineData("/ops/tocsin", "/ops/tocsin/", "./")]
    [InlineData("/ops/tocsin", "/ops/tocsin/routes/x", "../")]
    public async Task A_page_finds_its_files_from_any_address_below_any_prefix(string prefix, string path, string shown)
    {
        await using Served served = await Served.StartAsync(Files, prefix);
        using HttpResponseMessage page = await served.AskAsync(path);
        Assert.Contains($"<base href=\"{shown}\">", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_prefix_without_its_slash_leads_to_the_one_with_it()
    {
        await using Served served = await Served.StartAsync(Files, "/ops/tocsin");
        using HttpResponseMessage page = await served.AskAsync("/ops/tocsin");
        Assert.Equal(HttpStatusCode.Found, page.StatusCode);
        Assert.Equal("tocsin/", page.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/pages.txt")]
    [InlineData("/assets/page-abc.js.br")]
    [InlineData("/assets/../index.html.gz")]
    public async Task Every_other_path_stays_what_it_was(string path)
    {
        await using Served served = await Served.StartAsync(Files);
        using HttpResponseMessage answer = await served.AskAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "plain", null)]
    [InlineData("br", "brotli", "br")]
    [InlineData("gzip, br", "brotli", "br")]
    [InlineData("GZIP", "gzip", "gzip")]
    [InlineData("gzip;q=0.5, br;q=0", "gzip", "gzip")]
    [InlineData("br;q=0.000, gzip; q=0", "plain", null)]
    [InlineData("zstd, brx", "plain", null)]
    public async Task A_file_comes_in_the_smallest_form_that_is_accepted(string accepted, string body, string? encoding)
    {
        await using Served served = await Served.StartAsync(Files);
        using HttpResponseMessage file = await served.AskAsync("/" + Script, ("Accept-Encoding", accepted));
        Assert.Equal(body, await file.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(encoding, file.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", One(file, "Vary"));
        Assert.Equal("text/javascript; charset=utf-8", file.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_file_that_is_known_is_not_sent_again_and_each_form_is_known_by_itself()
    {
        await using Served served = await Served.StartAsync(Files);
        using HttpResponseMessage plain = await served.AskAsync("/" + Script);
        using HttpResponseMessage small = await served.AskAsync("/" + Script, ("Accept-Encoding", "br"));
        string[] tags = [plain.Headers.ETag!.ToString(), small.Headers.ETag!.ToString()];
        Assert.NotEqual(tags[0], tags[1]);
        using HttpResponseMessage known = await served.AskAsync(
            "/" + Script, ("If-None-Match", $"\"other\", {tags[1]}"), ("Accept-Encoding", "br"));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(tags[1], known.Headers.ETag!.ToString());
        Assert.Empty(await known.Content.ReadAsByteArrayAsync(Cancellation));
        using HttpResponseMessage unlike = await served.AskAsync("/" + Script, ("If-None-Match", tags[1]));
        Assert.Equal(HttpStatusCode.OK, unlike.StatusCode);
    }

    [Fact]
    public async Task What_carries_a_hash_in_its_name_is_kept_for_ever_and_the_rest_asked_for_again()
    {
        await using Served served = await Served.StartAsync(Files);
        using HttpResponseMessage hashed = await served.AskAsync("/" + Script);
        using HttpResponseMessage icon = await served.AskAsync("/favicon.svg");
        Assert.Equal("public, max-age=31536000, immutable", One(hashed, "Cache-Control"));
        Assert.Equal("no-cache", One(icon, "Cache-Control"));
    }

    [Fact]
    public async Task HEAD_has_the_headers_and_no_body()
    {
        await using Served served = await Served.StartAsync(Files);
        foreach ((string path, long length) in new[] { ("/favicon.svg", 6L), ("/" + Script, 5L) })
        {
            using HttpResponseMessage head = await served.AskAsync(HttpMethod.Head, path);
            Assert.Equal(length, head.Content.Headers.ContentLength);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_program_built_without_it_says_how_to_build_it()
    {
        await using Served served = await Served.StartAsync([]);
        using HttpResponseMessage page = await served.AskAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("make build", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static string One(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    /// <summary>The dashboard's endpoint alone, on a socket.</summary>
    private sealed class Served : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _client;

        private Served(WebApplication app, HttpClient client) => (_app, _client) = (app, client);

        public static async Task<Served> StartAsync(
            (string Name, string Text)[] files, string prefix = "", (string Name, string Value)? own = null)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            WebApplication app = builder.Build();
            if (own is { } header)
            {
                app.Use((http, next) =>
                {
                    http.Response.Headers[header.Name] = header.Value;
                    return next(http);
                });
            }

            new DashboardEndpoint(DashboardFiles.Read(Zip(files))).Map(app.MapGroup(prefix));
            await app.StartAsync(Cancellation);
            var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
            return new Served(app, new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) });
        }

        public Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers) =>
            AskAsync(HttpMethod.Get, path, headers);

        public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            return await _client.SendAsync(request, Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.DisposeAsync();
        }

        private static MemoryStream Zip((string Name, string Text)[] files)
        {
            var archive = new MemoryStream();
            using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach ((string name, string text) in files)
                {
                    using Stream content = zip.CreateEntry(name).Open();
                    content.Write(Encoding.UTF8.GetBytes(text));
                }
            }

            archive.Position = 0;
            return archive;
        }
    }
}
