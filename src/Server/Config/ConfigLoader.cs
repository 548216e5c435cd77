using System.Buffers.Binary;
using System.Security.Cryptography;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>
/// Loads a configuration: reads it, completes it, checks it. It has no state and changes none, so a failed reload
/// leaves the running configuration as it was.
/// </summary>
/// <param name="files">Where files come from.</param>
public sealed class ConfigLoader(IFileSource files)
{
    /// <summary>Loads a file.</summary>
    /// <param name="path">The file; relative files named in it are looked for beside it.</param>
    /// <param name="options">How to load.</param>
    public LoadResult Load(string path, LoadOptions options)
    {
        if (files.TryRead(path, out byte[] content) is { } error)
        {
            return Refuse(path, [new(YamlFault.Syntax, default, "", error)], [], []);
        }

        ConfigSource source = ConfigSource.Read(content);
        if (source.Error is { } fault)
        {
            return Refuse(path, [fault], [], []);
        }

        return source.Root is null
            ? Refuse(path, [new(YamlFault.Rule, default, "", "no route provided in config")], [], [])
            : Load(path, source, options);
    }

    private static LoadResult Load(string path, ConfigSource source, LoadOptions options)
    {
        YamlNode root = GlobalDefaults.Apply(source.Root!.Followed, options.GlobalDefaults);
        var reader = new YamlReader(new() { AllowExtensions = !options.Strict, Dialect = options.Matchers });
        AlertmanagerConfig config = AlertmanagerConfig.Schema.Initial;
        reader.Read(AlertmanagerConfig.Schema, root, ref config);

        // The defaults were restored by Go because "global:" alone is null there; with errors in it they serve the
        // checks that follow.
        config = config with { Global = config.Global ?? GlobalConfig.Schema.Initial };
        var faults = new ConfigFaults(root);
        CrossChecks.CheckGlobal(config.Global!, faults);
        config = Inheritance.Apply(config, reader.Faults, faults);
        CrossChecks.CheckTree(config, reader.Faults, faults);
        ProgramChecks.Run(config, options.AllowedPrograms, faults);
        FallbackChecks.Run(config, options.DeliveryDefaults, faults);

        IReadOnlyList<YamlDiagnostic> warnings = [.. reader.Warnings, .. LoadNotices.Find(config, root)];
        return reader.Faults.Count + faults.Found.Count > 0
            ? Refuse(path, reader.Faults, faults.Found, warnings)
            : Accept(path, config, source, root, warnings);
    }

    private static LoadResult Accept(
        string path, AlertmanagerConfig config, ConfigSource source, YamlNode root, IReadOnlyList<YamlDiagnostic> warnings)
    {
        AlertmanagerConfig resolved = ConfigFiles.Resolve(config, Path.GetDirectoryName(path) ?? "");
        HashSet<string> used = CrossChecks.UsedReceivers(resolved.Route!);
        var loaded = new LoadedConfig
        {
            File = path,
            Config = resolved,
            Source = root,
            Original = ConfigPrinter.Print(resolved, used),
            Hash = HashOf(source.Content),
            UsedReceivers = used,
        };
        return new(loaded, [], [.. warnings.Select(w => ToDiagnostic(path, Severity.Warning, w))]);
    }

    // Source: yaml.v2 and Alertmanager: a file that cannot be decoded is not checked further, so what was found while
    // reading comes first.
    private static LoadResult Refuse(
        string path, IReadOnlyList<YamlDiagnostic> read, IReadOnlyList<YamlDiagnostic> found, IReadOnlyList<YamlDiagnostic> warnings)
    {
        IReadOnlyList<YamlDiagnostic> decisive = read.Count > 0 ? read : found;
        YamlDiagnostic first = decisive.FirstOrDefault(f => f.Fault != YamlFault.Type) ?? decisive[0];
        IEnumerable<YamlDiagnostic> others = read.Concat(found).Where(f => !ReferenceEquals(f, first))
            .OrderBy(f => f.At.Line).ThenBy(f => f.At.Column);
        return new(
            null,
            [.. others.Prepend(first).Select(f => ToDiagnostic(path, Severity.Error, f))],
            [.. warnings.Select(w => ToDiagnostic(path, Severity.Warning, w))])
        {
            Message = YamlDiagnostic.Primary(decisive),
        };
    }

    private static ConfigDiagnostic ToDiagnostic(string path, Severity severity, YamlDiagnostic fault) =>
        new(severity, path, fault.At, fault.Key, fault.Text) { Hint = fault.Hint };

    // Source: Alertmanager config/coordinator: the first six bytes of the file's MD5 as a little-endian number. MD5
    // tells versions apart here; it protects nothing.
#pragma warning disable CA5351
    private static ulong HashOf(byte[] content)
    {
        Span<byte> sum = stackalloc byte[16];
        MD5.HashData(content, sum);
        sum[6..8].Clear();
        return BinaryPrimitives.ReadUInt64LittleEndian(sum);
    }
#pragma warning restore CA5351
}
