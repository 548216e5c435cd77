using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tocsin.Server.Logging;

/// <summary>
/// Writes log lines as upstream does: logfmt or JSON, with the time, the level, where the line comes from, a constant
/// message and its values. Safe for use by many threads; disposing it writes what is queued.
/// </summary>
[ProviderAlias("Line")]
public sealed class LineLoggerProvider : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, LineLogger> _loggers = new();
    private readonly LogOptions _options;
    private readonly LogQueue _queue;

    /// <summary>Starts writing.</summary>
    /// <param name="output">Where lines go, usually standard error; stays open.</param>
    /// <param name="options">How they are written.</param>
    public LineLoggerProvider(Stream output, LogOptions options)
    {
        _options = options;
        _queue = new LogQueue(output, options.QueuedLinesMax, DescribeDropped);
    }

    /// <summary>A provider that writes to standard error.</summary>
    public static LineLoggerProvider ToStandardError(LogOptions options) => new(Console.OpenStandardError(), options);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        _loggers.GetOrAdd(categoryName, name => new LineLogger(this, name));

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private byte[] DescribeDropped(long dropped) => LogLineFormatter.Format(
        new LogEntry
        {
            Time = _options.Time.GetUtcNow(),
            Level = LogLevel.Warning,
            Source = nameof(LogQueue),
            Message = "The log is read too slowly, lines were dropped",
            Values = [new("lines", dropped)],
        },
        _options.Format);

    /// <summary>Libraries are only heard when something is wrong, unless everything is wanted.</summary>
    private LogLevel Least(string category)
    {
        LogLevel own = _options.Level switch
        {
            LogLevelName.Debug => LogLevel.Debug,
            LogLevelName.Info => LogLevel.Information,
            LogLevelName.Warn => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        bool isOwn = category.StartsWith("Tocsin.", StringComparison.Ordinal);
        return isOwn || own > LogLevel.Warning ? own : LogLevel.Warning;
    }

    private sealed class LineLogger(LineLoggerProvider owner, string category) : ILogger
    {
        private readonly LogLevel _least = owner.Least(category);
        private readonly string _source = category[(category.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            IReadOnlyList<KeyValuePair<string, object?>> values =
                state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            string? template = values.Count > 0 && values[^1].Key == "{OriginalFormat}"
                ? values[^1].Value as string
                : null;
            string? constant = template is null ? null : MessageTemplate.Constant(template);
            owner._queue.Add(LogLineFormatter.Format(
                new LogEntry
                {
                    Time = owner._options.Time.GetUtcNow(),
                    Level = logLevel,
                    Source = _source,
                    Message = constant ?? formatter(state, exception),
                    Values = values,
                    Error = exception,
                },
                owner._options.Format));
        }
    }
}
