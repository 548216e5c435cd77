using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Regexes;

namespace Tocsin.Model.Relabel;

/// <summary>One relabel rule, ready to run. Immutable and thread-safe.</summary>
// Source: Prometheus model/relabel.
public sealed class RelabelRule
{
    private readonly RelabelConfig _config;
    private readonly Re2 _regex;
    private readonly string[] _sources;
    private readonly bool _isPlain;

    private RelabelRule(RelabelConfig config, Re2 regex)
    {
        _config = config;
        _regex = regex;
        _sources = [.. config.SourceLabels ?? []];
        _isPlain = config.Regex == RelabelConfig.AnyRegex && !HasGroup(config.TargetLabel) && !HasGroup(config.Replacement);
    }

    /// <summary>Compiles a rule; what is wrong with it, and the key that it lies in.</summary>
    public static bool TryCompile(
        RelabelConfig config, [NotNullWhen(true)] out RelabelRule? rule, out (string Key, string Text) fault)
    {
        rule = null;
        if (!Re2.TryCompile(config.Regex, Re2Anchoring.WholeDotAll, out Re2? regex, out string? error))
        {
            fault = ("regex", error);
            return false;
        }

        if (config.FindFault() is { } found)
        {
            fault = found;
            return false;
        }

        fault = default;
        rule = new RelabelRule(config, regex);
        return true;
    }

    /// <summary>Changes the labels.</summary>
    /// <returns>False if the label set is to be dropped.</returns>
    public bool Apply(LabelEdits labels)
    {
        switch (_config.Action)
        {
            case RelabelAction.LabelMap or RelabelAction.LabelDrop or RelabelAction.LabelKeep:
                ApplyToNames(labels);
                return true;
            default:
                return Apply(labels, Join(labels));
        }
    }

    private static bool HasGroup(string template) => template.Contains('$', StringComparison.Ordinal);

    private bool Apply(LabelEdits labels, string joined)
    {
        switch (_config.Action)
        {
            case RelabelAction.Drop:
                return !_regex.IsMatch(joined);
            case RelabelAction.Keep:
                return _regex.IsMatch(joined);
            case RelabelAction.DropEqual:
                return !string.Equals(labels[_config.TargetLabel], joined, StringComparison.Ordinal);
            case RelabelAction.KeepEqual:
                return string.Equals(labels[_config.TargetLabel], joined, StringComparison.Ordinal);
            case RelabelAction.Lowercase:
                labels[_config.TargetLabel] = joined.ToLowerInvariant();
                return true;
            case RelabelAction.Uppercase:
                labels[_config.TargetLabel] = joined.ToUpperInvariant();
                return true;
            case RelabelAction.HashMod:
                labels[_config.TargetLabel] = HashOf(joined, _config.Modulus).ToString(CultureInfo.InvariantCulture);
                return true;
            default:
                Replace(labels, joined);
                return true;
        }
    }

    private void Replace(LabelEdits labels, string joined)
    {
        if (_isPlain)
        {
            labels[_config.TargetLabel] = _config.Replacement;
        }
        else if (_regex.IsMatch(joined))
        {
            // The regex covers the whole text, so replacing in it is expanding the template.
            string target = HasGroup(_config.TargetLabel) ? _regex.ReplaceAll(joined, _config.TargetLabel) : _config.TargetLabel;
            if (LabelName.IsUtf8(target))
            {
                labels[target] = HasGroup(_config.Replacement)
                    ? _regex.ReplaceAll(joined, _config.Replacement)
                    : _config.Replacement;
            }
        }
    }

    private void ApplyToNames(LabelEdits labels)
    {
        foreach ((string name, string value) in labels.Labels.ToArray())
        {
            bool matches = _regex.IsMatch(name);
            if (_config.Action == RelabelAction.LabelMap)
            {
                if (matches)
                {
                    labels[_regex.ReplaceAll(name, _config.Replacement)] = value;
                }
            }
            else if (matches == (_config.Action == RelabelAction.LabelDrop))
            {
                labels[name] = "";
            }
        }
    }

    private string Join(LabelEdits labels) => _sources.Length == 1
        ? labels[_sources[0]]
        : string.Join(_config.Separator, _sources.Select(name => labels[name]));

    // Upstream's choice of hash; it protects nothing.
#pragma warning disable CA5351
    private static ulong HashOf(string text, ulong modulus)
    {
        Span<byte> sum = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(Encoding.UTF8.GetBytes(text), sum);
        return BinaryPrimitives.ReadUInt64BigEndian(sum[8..]) % modulus;
    }
#pragma warning restore CA5351
}
