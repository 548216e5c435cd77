using Tocsin.Yaml;

namespace Tocsin.Routing.Config;

/// <summary>A named set of times, as written: an entry of <c>time_intervals</c> or <c>mute_time_intervals</c>.</summary>
public sealed record TimeIntervalConfig
{
    /// <summary>The name by which routes refer to it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The times; a moment lies in the interval if it lies in any of them.</summary>
    public IReadOnlyList<TimeSpecConfig> TimeIntervals { get; init; } = [];

    /// <summary>How an entry of <c>time_intervals</c> is read and printed.</summary>
    public static YamlSchema<TimeIntervalConfig> Schema { get; } = Build("config.TimeInterval", "missing name in time interval");

    /// <summary>How an entry of the deprecated <c>mute_time_intervals</c> is read and printed.</summary>
    public static YamlSchema<TimeIntervalConfig> MuteSchema { get; } =
        Build("config.MuteTimeInterval", "missing name in mute time interval");

    private static YamlSchema<TimeIntervalConfig> Build(string goName, string nameless) =>
        new YamlSchema<TimeIntervalConfig>(goName, new())
            .Field("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
            .Field("time_intervals", YamlTypes.ListOf(TimeSpecConfig.Schema), c => c.TimeIntervals,
                (c, v) => c with { TimeIntervals = v })
            .Rule((c, rules) =>
            {
                if (c.Name.Length == 0)
                {
                    rules.Fail(nameless);
                }

                return c;
            });
}
