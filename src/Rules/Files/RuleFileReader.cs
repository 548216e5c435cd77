using System.Text;
using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>Reads the bytes of one rule file, of whichever kind it is. Stateless and thread-safe.</summary>
public static class RuleFileReader
{
    /// <summary>Reads, checks and compiles a file; never throws for what is in it.</summary>
    /// <param name="file">Its name, as messages and the groups' identity have it.</param>
    /// <param name="content">The bytes; UTF-8, or UTF-16 with its mark.</param>
    /// <param name="options">What holds where the file says nothing.</param>
    public static RuleFileResult Read(string file, ReadOnlySpan<byte> content, RuleFileOptions options) =>
        Read(file, content, options, KnownParts.None);

    /// <summary>The same, with what is known of the file as it was.</summary>
    internal static RuleFileResult Read(
        string file, ReadOnlySpan<byte> content, RuleFileOptions options, KnownParts known)
    {
        var document = YamlDocument.Parse(content);
        if (document.Error is { } error)
        {
            return Refused(new RuleFileFault(file, error.At, error.Text));
        }

        var reading = new RuleFileReading(file, options, known);
        string text = Decode(content);
        var source = new SourceText(text);
        if (!options.RuleFilesOnly && ManifestReader.IsManifest(document.Root))
        {
            new ManifestReader(reading, source).Read(YamlDocument.ParseAll(text));
        }
        else if (document.Root is { } root && !RuleFileReading.IsNothing(root))
        {
            reading.Read(root, source, RuleFilePart.Whole);
        }
        else if (!options.RuleFilesOnly
            && YamlDocument.ParseAll(text) is [_, ..] documents
            && documents.Any(later => ManifestReader.IsManifest(later.Root)))
        {
            // Generators begin files with an empty document; a rule file's later documents are not read, as upstream.
            new ManifestReader(reading, source).Read(documents);
        }

        return reading.Finish();
    }

    /// <summary>Reads the text of one group, which no file is around.</summary>
    internal static RuleFileResult ReadGroup(string name, string text, RuleFileOptions options, KnownParts known)
    {
        var document = YamlDocument.Parse(Encoding.UTF8.GetBytes(text));
        if (document.Error is { } error)
        {
            return Refused(new RuleFileFault(name, error.At, error.Text));
        }

        if (document.Root is not { Kind: YamlNodeKind.Mapping } group)
        {
            return Refused(new RuleFileFault(name, default, "the text is not a rule group: it has no keys such as name and rules"));
        }

        if (group["groups"] is { } groups)
        {
            return Refused(new RuleFileFault(name, groups.At, "one rule group is expected, not a file with groups")
            {
                Hint = "send each item of groups by itself",
            });
        }

        var reading = new RuleFileReading(name, options, known);
        reading.Read(group.AsOnlyItemOf("groups"), new SourceText(text), RuleFilePart.Whole);
        return reading.Finish();
    }

    private static RuleFileResult Refused(RuleFileFault fault) => new([], [fault]);

    private static string Decode(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content[2..]),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content[3..]),
        _ => Encoding.UTF8.GetString(content),
    };
}
