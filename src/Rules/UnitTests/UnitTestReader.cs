using Tocsin.Yaml;

namespace Tocsin.Rules.UnitTests;

/// <summary>What reading a test file gave: the tests, or all that is wrong, each with its place.</summary>
/// <param name="Config">The tests; null if anything is wrong.</param>
/// <param name="Errors">What is wrong: <c>file:line:column: …</c></param>
public sealed record UnitTestReading(UnitTestConfig? Config, IReadOnlyList<string> Errors);

/// <summary>Reads files of rule tests. Stateless.</summary>
public static class UnitTestReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, as messages have it.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="ignoreUnknown">Pass over unknown keys.</param>
    public static UnitTestReading Read(string file, ReadOnlySpan<byte> content, bool ignoreUnknown)
    {
        var document = YamlDocument.Parse(content);
        if (document.Error is { } error)
        {
            return Refused(file, [error]);
        }

        UnitTestConfig config = new();
        var reader = new YamlReader(new YamlReadOptions { IgnoreUnknown = ignoreUnknown, AllowExtensions = false });
        if (document.Root?.Followed is { } root)
        {
            reader.Read(UnitTestSchema.File, root, ref config);
            CheckOrder(config, root, reader);
            CheckTests(root, reader);
        }

        return reader.Faults.Count > 0 ? Refused(file, reader.Faults) : new UnitTestReading(Complete(config, document), []);
    }

    private static UnitTestReading Refused(string file, IReadOnlyList<YamlDiagnostic> faults) =>
        new(null, [.. faults.Select(fault => $"{file}:{fault.At}: {(fault.Key.Length > 0 ? fault.Key + ": " : "")}{fault.Text}")]);

    private static void CheckOrder(UnitTestConfig config, YamlNode root, YamlReader reader)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in config.GroupEvalOrder.Where(name => !seen.Add(name)))
        {
            reader.Fail(root["group_eval_order"]?.At ?? default, $"group name repeated in evaluation order: {name}");
        }
    }

    private static void CheckTests(YamlNode root, YamlReader reader)
    {
        foreach (YamlNode test in root["tests"]?.Followed.Children ?? [])
        {
            foreach (YamlNode alert in test.Followed["alert_rule_test"]?.Followed.Children ?? [])
            {
                if (alert.Followed["alertname"] is null or { Text.Length: 0 })
                {
                    reader.Fail(alert.At, "an item under alert_rule_test misses required attribute alertname");
                }
            }
        }
    }

    // What is left out stands for something; where each test stands is for messages.
    private static UnitTestConfig Complete(UnitTestConfig config, YamlDocument document)
    {
        IReadOnlyList<YamlNode> nodes = document.Root?.Followed["tests"]?.Followed.Children ?? [];
        TimeSpan interval = config.EvaluationInterval > TimeSpan.Zero ? config.EvaluationInterval : TimeSpan.FromMinutes(1);
        return config with
        {
            EvaluationInterval = interval,
            Tests =
            [
                .. config.Tests.Select((test, i) => test with
                {
                    Interval = test.Interval > TimeSpan.Zero ? test.Interval : interval,
                    At = nodes[i].At,
                }),
            ],
        };
    }
}
