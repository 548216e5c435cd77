using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>The profiles of AWS's shared files, as they stand at the moment of reading.</summary>
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
internal sealed class ProfileFiles
{
    private readonly Dictionary<string, Dictionary<string, string>> _profiles = new(StringComparer.Ordinal);

    private ProfileFiles()
    {
    }

    /// <summary>Reads both files; one that does not exist counts as empty.</summary>
    /// <exception cref="ClientSetupException">A file cannot be read.</exception>
    public static ProfileFiles Read(AwsEnvironment environment)
    {
        var files = new ProfileFiles();
        files.Add(environment.ConfigFile, isConfig: true);

        // Keys in the file made for them go before others.
        files.Add(environment.CredentialsFile, isConfig: false);
        return files;
    }

    /// <summary>The settings of a profile; null if there is none of that name.</summary>
    public IReadOnlyDictionary<string, string>? Find(string profile) => _profiles.GetValueOrDefault(profile);

    private void Add(string file, bool isConfig)
    {
        if (file.Length == 0 || !File.Exists(file))
        {
            return;
        }

        Dictionary<string, string>? section = null;
        foreach (string line in SecretFile.ReadFile(file).Split('\n'))
        {
            string text = line.TrimEnd();
            if (text.Length == 0 || text[0] is '#' or ';' or ' ' or '\t')
            {
                // An indented line belongs to a setting with parts, of which none matters here.
            }
            else if (text[0] == '[')
            {
                section = SectionOf(text, isConfig);
            }
            else if (section is not null && text.IndexOf('=', StringComparison.Ordinal) is > 0 and int at)
            {
                section[text[..at].Trim().ToLowerInvariant()] = WithoutComment(text[(at + 1)..]).Trim();
            }
        }
    }

    // In the configuration all but the default are named [profile x]; other sections are not profiles.
    private Dictionary<string, string>? SectionOf(string line, bool isConfig)
    {
        string name = line[1..].Split(']')[0].Trim();
        string[] words = name.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (isConfig && name != "default")
        {
            if (words is not ["profile", _])
            {
                return null;
            }

            name = words[1];
        }

        if (!_profiles.TryGetValue(name, out Dictionary<string, string>? section))
        {
            _profiles[name] = section = new(StringComparer.Ordinal);
        }

        return section;
    }

    private static string WithoutComment(string value) => value.Split([" #", " ;"], StringSplitOptions.None)[0];
}
