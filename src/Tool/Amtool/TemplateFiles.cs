using System.Text;
using Tocsin.Server.Config;
using Tocsin.Templates;
using Tocsin.Templates.Defaults;

namespace Tocsin.Tool.Amtool;

/// <summary>Reads the template files that patterns name.</summary>
internal static class TemplateFiles
{
    /// <summary>The default templates and those of the files; and the first thing that is wrong with them.</summary>
    public static (TemplateSet Set, string? Error) Read(IFileSource source, IEnumerable<string> patterns)
    {
        var files = DefaultTemplates.Files.Select(f => new TemplateFile("", f.Text)).ToList();
        foreach (string path in patterns.SelectMany(source.Glob))
        {
            if (source.TryRead(path, out byte[] content) is { } unreadable)
            {
                return (TemplateSet.Empty, unreadable);
            }

            files.Add(new TemplateFile(Path.GetFileName(path), Encoding.UTF8.GetString(content)));
        }

        TemplateSetResult result = TemplateSet.Parse(files);
        return (result.Set, result.IsOk ? null : result.Errors[0].Message);
    }
}
