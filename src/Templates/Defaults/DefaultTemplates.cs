using System.Collections.Immutable;

namespace Tocsin.Templates.Defaults;

/// <summary>The texts that receivers use when a configuration gives none; a configuration's own files come after them.</summary>
public static class DefaultTemplates
{
    /// <summary>
    /// The files, in the order in which they are to be defined: those with Alertmanager's names, then that of the
    /// receivers that only Tocsin has. Immutable.
    /// </summary>
    public static ImmutableArray<TemplateFile> Files { get; } = [Read("default.tmpl"), Read("email.tmpl"), Read("own.tmpl")];

    private static TemplateFile Read(string name)
    {
        Type here = typeof(DefaultTemplates);
        using Stream file = here.Assembly.GetManifestResourceStream(here, name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from {here.Assembly.GetName().Name}.");
        using var reader = new StreamReader(file);
        return new TemplateFile(name, reader.ReadToEnd());
    }
}
