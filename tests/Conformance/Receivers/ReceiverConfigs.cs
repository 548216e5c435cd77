using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Receivers;

/// <summary>
/// The receivers of the duels: the files of <c>Configs</c>, each with the receivers of one integration. A receiver's name
/// begins with its integration's.
/// </summary>
internal static partial class ReceiverConfigs
{
    /// <summary>The alert that only those get who are first refused.</summary>
    public const string RefusedAlert = "DuelRefused";

    /// <summary>The text of each file, by the integration's name.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = Read();

    /// <summary>
    /// The receivers that are first answered with an error, by name: <c>slack-gets429</c> is <c>slack-plain</c> but for that.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = MakeRefused();

    /// <summary>The receivers of all files, and those that are refused.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Texts.Values.SelectMany(t => Name().Matches(t)).Select(m => m.Groups["name"].Value), .. Refused.Keys];

    /// <summary>One configuration with all receivers, each of which gets every alert.</summary>
    /// <param name="places">What stands for <c>{sink}</c> and the like.</param>
    /// <param name="folder">Where <c>{file:…}</c> is written to: a secret in a file of its own.</param>
    public static string Compose(IReadOnlyDictionary<string, string> places, string folder)
    {
        var config = new StringBuilder("""
            templates: ['{templates}']
            {global}
            route:
              receiver: nobody
              group_by: [alertname]
              group_wait: 400ms
              group_interval: 1s
              repeat_interval: 1h
              routes:

            """);
        foreach (string name in Names)
        {
            config.Append("  - receiver: ").Append(name).Append("\n    continue: true\n");
            if (Refused.ContainsKey(name))
            {
                config.Append("    matchers: [alertname=").Append(RefusedAlert).Append("]\n    group_interval: 1h\n");
            }
        }

        config.Append("receivers:\n- name: nobody\n").AppendJoin('\n', Texts.Values.Concat(Refused.Values));
        config.Replace("{global}", File.ReadAllText(Repository.Path("tests", "Conformance", "Receivers", "global.yml")));
        return Expand(config.ToString(), places, folder);
    }

    /// <summary>Puts places and files into a configuration.</summary>
    /// <param name="config">The text.</param>
    /// <param name="places">What stands for <c>{sink}</c> and the like.</param>
    /// <param name="folder">Where <c>{file:…}</c> is written to.</param>
    public static string Expand(string config, IReadOnlyDictionary<string, string> places, string folder)
    {
        var text = new StringBuilder(config);
        foreach ((string placeholder, string value) in places)
        {
            text.Replace("{" + placeholder + "}", value);
        }

        return Secret().Replace(text.ToString(), m => Write(folder, m.Groups["text"].Value));
    }

    private static string Write(string folder, string text)
    {
        string file = Path.Combine(folder, $"secret-{Directory.GetFiles(folder, "secret-*").Length}");

        // As an editor would leave it.
        File.WriteAllText(file, text + "\n");
        return file;
    }

    private static SortedDictionary<string, string> Read()
    {
        string folder = Repository.Path("tests", "Conformance", "Receivers", "Configs");
        return new SortedDictionary<string, string>(
            Directory.GetFiles(folder, "*.yml").ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText),
            StringComparer.Ordinal);
    }

    private static SortedDictionary<string, string> MakeRefused()
    {
        var refused = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string integration, string text) in Texts)
        {
            string plain = integration + "-plain";
            string block = Block().Matches(text).Select(m => m.Value)
                .Single(b => b.StartsWith($"- name: {plain}\n", StringComparison.Ordinal));
            int[] codes = integration == "email" ? [450, 550] : [200, 400, 403, 408, 429, 500];
            foreach (int code in codes)
            {
                string name = $"{integration}-gets{code}";
                refused[name] = block.Replace(plain, name, StringComparison.Ordinal);
            }
        }

        return refused;
    }

    [GeneratedRegex(@"^- name: .*\n(?: .*\n)*", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("^- name: (?<name>[a-z0-9-]+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<!\{)\{file:(?<text>[^}]*)\}")]
    private static partial Regex Secret();
}
