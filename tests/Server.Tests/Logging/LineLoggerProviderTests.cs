using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Logging;

namespace Tocsin.Server.Tests.Logging;

public sealed partial class LineLoggerProviderTests : IDisposable
{
    private readonly MemoryStream _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void A_line_has_upstreams_keys_and_the_values_behind_a_constant_message()
    {
        string line = Write(log => LogListening(log, "127.0.0.1:9093"));
        Assert.Equal(
            "time=2026-01-01T00:00:00.000Z level=INFO source=Web msg=\"Listening on\" address=127.0.0.1:9093\n",
            line);
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "plain")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("line\nbreak", "\"line\\nbreak\"")]
    [InlineData("back\\slash", "back\\slash")]
    [InlineData("größe", "größe")]
    [InlineData("\u001b[31m", "\"\\x1b[31m\"")]
    public void A_value_is_quoted_when_a_reader_would_split_it(string value, string written)
    {
        Assert.EndsWith($" address={written}\n", Write(log => LogListening(log, value)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_with_a_value_inside_is_filled_in()
    {
        Assert.Contains(
            " level=WARN source=Web msg=\"dropped 3 of 5\" count=3 total=5\n",
            Write(log => LogDropped(log, 3, 5)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_in_an_address_are_not_written()
    {
        string line = Write(log => LogListening(log, "post to https://user:hunter2@example.org/hook failed"));
        Assert.Contains("https://<secret>@example.org/hook", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_have_the_same_keys()
    {
        using JsonDocument line = JsonDocument.Parse(Write(log => LogDropped(log, 3, 5), format: LogFormat.Json));
        Assert.Equal(
            ["time", "level", "source", "msg", "count", "total"],
            line.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(3, line.RootElement.GetProperty("count").GetInt32());
        Assert.Equal("WARN", line.RootElement.GetProperty("level").GetString());
    }

    [Theory]
    [InlineData(LogLevelName.Debug, 2)]
    [InlineData(LogLevelName.Info, 2)]
    [InlineData(LogLevelName.Warn, 1)]
    [InlineData(LogLevelName.Error, 0)]
    public void Lines_below_the_level_are_not_written(LogLevelName level, int lines)
    {
        string written = Write(
            log =>
            {
                LogListening(log, "a");
                LogDropped(log, 1, 2);
            },
            level);
        Assert.Equal(lines, written.Count(c => c == '\n'));
    }

    [Fact]
    public void Libraries_are_only_heard_when_something_is_wrong()
    {
        using (var provider = new LineLoggerProvider(_output, new LogOptions()))
        {
            ILogger log = provider.CreateLogger("Microsoft.AspNetCore.Hosting");
            Assert.False(log.IsEnabled(LogLevel.Information));
            Assert.True(log.IsEnabled(LogLevel.Warning));
        }
    }

    [Fact]
    public void A_reader_that_stops_reading_costs_lines_but_never_stops_the_writer()
    {
        using var stuck = new StuckStream();
        var provider = new LineLoggerProvider(stuck, new LogOptions { QueuedLinesMax = 4 });
        ILogger log = provider.CreateLogger("Tocsin.Server.Web");
        LogListening(log, "first");
        stuck.WaitUntilWriting();
        for (int i = 0; i < 10; i++)
        {
            LogListening(log, "more");
        }

        stuck.Release();
        provider.Dispose();
        string[] lines = stuck.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.EndsWith("msg=\"The log is read too slowly, lines were dropped\" lines=6", lines[^1], StringComparison.Ordinal);
    }

    private string Write(Action<ILogger> log, LogLevelName level = LogLevelName.Info, LogFormat format = LogFormat.Logfmt)
    {
        var options = new LogOptions { Level = level, Format = format, Time = new VirtualTime() };
        using (var provider = new LineLoggerProvider(_output, options))
        {
            log(provider.CreateLogger("Tocsin.Server.Web"));
        }

        return Encoding.UTF8.GetString(_output.ToArray());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {address}")]
    private static partial void LogListening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "dropped {count} of {total}")]
    private static partial void LogDropped(ILogger logger, int count, int total);

    private sealed class StuckStream : MemoryStream
    {
        private readonly ManualResetEventSlim _writing = new();
        private readonly ManualResetEventSlim _released = new();

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void WaitUntilWriting() => Assert.True(_writing.Wait(TimeSpan.FromSeconds(30)));

        public void Release() => _released.Set();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _writing.Set();
            _released.Wait();
            base.Write(buffer, offset, count);
        }
    }
}
