using System.Collections.Immutable;
using System.Security.Cryptography;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Files;

/// <summary>
/// Loads the rule files of a configuration. A file whose bytes are as they were at the last load is not read again.
/// Used by one thread at a time.
/// </summary>
public sealed class RuleFileLoader(IRuleFiles files)
{
    private Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private RuleFileOptions? _options;

    /// <summary>Loads what the patterns match; a file is loaded once however many do.</summary>
    /// <param name="patterns">Paths or patterns. One that matches nothing is no fault.</param>
    /// <param name="options">What holds where the files say nothing.</param>
    // Source: Prometheus main, reload of rule_files: the files in the order of the patterns.
    public RuleFileResult Load(IEnumerable<string> patterns, RuleFileOptions options)
    {
        Dictionary<string, Kept> before = options == _options ? _kept : new(StringComparer.Ordinal);
        Dictionary<string, Kept> now = new(StringComparer.Ordinal);
        var groups = ImmutableArray.CreateBuilder<RuleGroupModel>();
        var faults = ImmutableArray.CreateBuilder<RuleFileFault>();
        var warnings = ImmutableArray.CreateBuilder<RuleFileFault>();
        foreach (string path in patterns.SelectMany(files.Glob).Distinct(StringComparer.Ordinal))
        {
            RuleFileResult result = Load(path, options, (before, now));
            groups.AddRange(result.Groups);
            faults.AddRange(result.Faults);
            warnings.AddRange(result.Warnings);
        }

        (_kept, _options) = (now, options);
        return new RuleFileResult(groups.ToImmutable(), faults.ToImmutable()) { Warnings = warnings.ToImmutable() };
    }

    private RuleFileResult Load(
        string path, RuleFileOptions options, (Dictionary<string, Kept> Before, Dictionary<string, Kept> Now) kept)
    {
        if (files.TryRead(path, out byte[] content) is { } error)
        {
            return new RuleFileResult([], [new RuleFileFault(path, default, error)]);
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(content));
        RuleFileResult result = kept.Before.TryGetValue(path, out Kept? before) && before.Digest == digest
            ? before.Result
            : RuleFileReader.Read(path, content, options, PartsOf(before)) with { Sources = [] };
        kept.Now[path] = new Kept(digest, result);
        return result;
    }

    private static KnownParts PartsOf(Kept? before) => before is null ? KnownParts.None : new(before.Result.Groups);

    private sealed record Kept(string Digest, RuleFileResult Result);
}
