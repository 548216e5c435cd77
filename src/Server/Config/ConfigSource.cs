using System.Text;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>
/// The document of a configuration file. A Kubernetes Secret that wraps one is unwrapped, and the places then are those
/// in the outer file.
/// </summary>
internal sealed record ConfigSource(YamlNode? Root, YamlDiagnostic? Error, byte[] Content)
{
    private static readonly string[] Names = ["alertmanager.yaml", "alertmanager.yml"];

    public static ConfigSource Read(byte[] content)
    {
        YamlDocument document = YamlDocument.Parse(content);
        return document.Root?.Followed is { } root && root["kind"]?.Text == "Secret" && root["route"] is null
            ? Unwrap(root, content)
            : new(document.Root, document.Error, content);
    }

    private static ConfigSource Unwrap(YamlNode secret, byte[] content)
    {
        foreach (string name in Names)
        {
            if (secret["stringData"]?[name] is { Kind: YamlNodeKind.Scalar } text)
            {
                return Inner(text.Text, OffsetOf(text, content));
            }

            if (secret["data"]?[name] is { Kind: YamlNodeKind.Scalar } encoded)
            {
                return Decode(encoded);
            }
        }

        var error = new YamlDiagnostic(YamlFault.Rule, secret.At, "", "the Secret holds no alertmanager.yaml")
        {
            Hint = "it is looked for under stringData and data, as alertmanager.yaml or alertmanager.yml",
        };
        return new(null, error, content);
    }

    private static ConfigSource Inner(string text, YamlPosition offset)
    {
        YamlDocument document = YamlDocument.Parse(text, offset);
        return new(document.Root, document.Error, Encoding.UTF8.GetBytes(text));
    }

    // What is inside base64 has no place of its own in the file; its own lines are of more use than none.
    private static ConfigSource Decode(YamlNode encoded)
    {
        try
        {
            byte[] inner = Convert.FromBase64String(encoded.Text);
            YamlDocument document = YamlDocument.Parse(inner);
            return new(document.Root, document.Error, inner);
        }
        catch (FormatException)
        {
            return new(null, new(YamlFault.Rule, encoded.At, "data", "the Secret's data is not valid base64"), []);
        }
    }

    // The lines of a literal block are lines of the file, indented. Other styles are folded or escaped, and only the
    // place of the value itself can be told.
    private static YamlPosition OffsetOf(YamlNode text, byte[] content)
    {
        if (!text.IsLiteral)
        {
            return new(text.At.Line - 1, 0);
        }

        string[] lines = Encoding.UTF8.GetString(content).Split('\n');
        string first = lines.Skip(text.At.Line).FirstOrDefault(l => l.Trim().Length > 0) ?? "";
        return new(text.At.Line, first.Length - first.TrimStart(' ').Length);
    }
}
