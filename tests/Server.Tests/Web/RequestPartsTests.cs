using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Web;

public sealed class RequestPartsTests : IDisposable
{
    private const string AnnsHash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
    private readonly Meter _meter = new("Tocsin.Test." + Guid.NewGuid().ToString("N"));
    private readonly VirtualTime _time = new();
    private readonly string _path = Path.GetTempFileName();
    private int _served;

    public void Dispose()
    {
        _meter.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Basic " + "YW5uOnNlY3JldA==", 200)]
    [InlineData("basic " + "YW5uOnNlY3JldA==", 200)]
    [InlineData("Basic " + "YW5uOndyb25n", 401)]
    [InlineData("Basic " + "Ym9iOnNlY3JldA==", 401)]
    [InlineData("Basic !!", 401)]
    [InlineData("Basic " + "YW5u", 401)]
    [InlineData("Bearer x", 401)]
    public async Task Only_a_known_user_with_the_right_password_comes_in(string? header, int status)
    {
        using WebGuard guard = Guard($"basic_auth_users: {{ann: {AnnsHash}}}");
        for (int i = 0; i < 2; i++)
        {
            HttpContext context = Context("GET");
            context.Request.Headers.Authorization = header;
            await guard.InvokeAsync(context, Serve);
            Assert.Equal(status, context.Response.StatusCode);
            Assert.Equal(status == 401 ? "Basic" : "", context.Response.Headers.WWWAuthenticate.ToString());
        }

        Assert.Equal(status == 200 ? 2 : 0, _served);
    }

    [Fact]
    public async Task A_user_taken_out_of_the_file_is_out_at_once()
    {
        using WebGuard guard = Guard($"basic_auth_users: {{ann: {AnnsHash}}}");
        HttpContext before = Context("GET");
        before.Request.Headers.Authorization = "Basic YW5uOnNlY3JldA==";
        await guard.InvokeAsync(before, Serve);
        Assert.Equal(200, before.Response.StatusCode);
        await File.WriteAllTextAsync(_path, $"basic_auth_users: {{eve: {AnnsHash}}}", TestContext.Current.CancellationToken);
        HttpContext after = Context("GET");
        after.Request.Headers.Authorization = "Basic YW5uOnNlY3JldA==";
        await guard.InvokeAsync(after, Serve);
        Assert.Equal(401, after.Response.StatusCode);
    }

    [Fact]
    public async Task A_broken_file_answers_500_and_serves_nothing()
    {
        using WebGuard guard = Guard("{}");
        await File.WriteAllTextAsync(_path, "nonsense: [", TestContext.Current.CancellationToken);
        HttpContext context = Context("GET");
        await guard.InvokeAsync(context, Serve);
        Assert.Equal(500, context.Response.StatusCode);
        Assert.Equal(0, _served);
    }

    [Fact]
    public async Task The_rate_limit_lets_a_burst_through_and_then_one_an_interval()
    {
        using WebGuard guard = Guard("rate_limit: {burst: 2, interval: 10s}");
        Assert.Equal([200, 200, 429], await SendAsync(guard, 3));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([200, 429], await SendAsync(guard, 2));
    }

    [Fact]
    public async Task The_fixed_headers_are_on_every_answer()
    {
        using WebGuard guard = Guard("http_server_config: {headers: {X-Frame-Options: deny}}");
        HttpContext context = Context("GET");
        await guard.InvokeAsync(context, Serve);
        Assert.Equal("deny", context.Response.Headers.XFrameOptions.ToString());
    }

    [Fact]
    public async Task Gets_beyond_the_limit_are_refused_and_posts_are_not_counted()
    {
        var limit = new GetLimit(1, _meter);
        var running = new TaskCompletionSource();
        Task first = limit.InvokeAsync(Context("GET"), _ => running.Task);
        HttpContext second = Context("GET");
        await limit.InvokeAsync(second, Serve);
        Assert.Equal(503, second.Response.StatusCode);
        Assert.Equal("Limit of concurrent GET requests reached (1), try again later.\n\n", Body(second));
        HttpContext post = Context("POST");
        await limit.InvokeAsync(post, Serve);
        Assert.Equal(200, post.Response.StatusCode);
        running.SetResult();
        await first;
        HttpContext third = Context("GET");
        await limit.InvokeAsync(third, Serve);
        Assert.Equal(200, third.Response.StatusCode);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_cancelled_and_answered()
    {
        var limit = new RequestTimeLimit(TimeSpan.FromSeconds(90), _time);
        HttpContext context = Context("GET");
        Task running = limit.InvokeAsync(context, WaitUntilCancelledAsync);
        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await running;
        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("Exceeded configured timeout of 1m30s.\n", Body(context));
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_timeout()
    {
        using var gone = new CancellationTokenSource();
        HttpContext context = Context("GET");
        context.RequestAborted = gone.Token;
        Task running = new RequestTimeLimit(TimeSpan.FromSeconds(1), _time).InvokeAsync(context, WaitUntilCancelledAsync);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("GET", null, "Origin", "")]
    [InlineData("GET", "http://x", "Origin", "*")]
    [InlineData("DELETE", "http://x", "Origin", "")]
    public async Task An_api_answer_may_be_read_by_any_page_but_not_stored(string method, string? origin, string vary, string allowed)
    {
        HttpContext context = Context(method);
        context.Request.Headers.Origin = origin;
        await ApiHeaders.InvokeAsync(context, Serve);
        Assert.Equal("no-store", context.Response.Headers.CacheControl.ToString());
        Assert.Equal(vary, context.Response.Headers.Vary.ToString());
        Assert.Equal(allowed, context.Response.Headers.AccessControlAllowOrigin.ToString());
        Assert.Equal(1, _served);
    }

    [Theory]
    [InlineData("GET", "", "*")]
    [InlineData("POST", "content-type", "*")]
    [InlineData("DELETE", "", "")]
    [InlineData("GET", "x-secret", "")]
    public async Task A_preflight_is_answered_without_running_the_request(string method, string headers, string allowed)
    {
        HttpContext context = Context("OPTIONS");
        context.Request.Headers.Origin = "http://x";
        context.Request.Headers.AccessControlRequestMethod = method;
        context.Request.Headers.AccessControlRequestHeaders = headers;
        await ApiHeaders.InvokeAsync(context, Serve);
        Assert.Equal(204, context.Response.StatusCode);
        Assert.Equal(allowed, context.Response.Headers.AccessControlAllowOrigin.ToString());
        Assert.Equal(0, _served);
    }

    private async Task<List<int>> SendAsync(WebGuard guard, int times)
    {
        var statuses = new List<int>();
        for (int i = 0; i < times; i++)
        {
            HttpContext context = Context("GET");
            await guard.InvokeAsync(context, Serve);
            statuses.Add(context.Response.StatusCode);
        }

        return statuses;
    }

    private WebGuard Guard(string settings)
    {
        File.WriteAllText(_path, settings);
        Assert.True(WebSettingsFile.TryOpen(_path, NullLogger.Instance, out WebSettingsFile file, out string? error), error);
        return new WebGuard(file, _time);
    }

    private Task Serve(HttpContext context)
    {
        _served++;
        return Task.CompletedTask;
    }

    private static async Task WaitUntilCancelledAsync(HttpContext context)
    {
        var cancelled = new TaskCompletionSource();
        await using CancellationTokenRegistration registration =
            context.RequestAborted.Register(() => cancelled.SetCanceled(context.RequestAborted));
        await cancelled.Task;
    }

    private static DefaultHttpContext Context(string method) =>
        new() { Request = { Method = method }, Response = { Body = new MemoryStream() } };

    private static string Body(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
