using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>
/// Finds rule groups in Kubernetes' manifests: PrometheusRule, List and PrometheusRuleList of them, and ConfigMap whose
/// values are rule files. What else a manifest says is for Kubernetes and is not looked at.
/// </summary>
internal sealed class ManifestReader(RuleFileReading reading, SourceText source)
{
    private const int ListsMax = 8;

    private bool _anyRules;
    private YamlNode? _other;

    /// <summary>True for a mapping that says what kind it is, which no rule file does.</summary>
    public static bool IsManifest(YamlNode? root) =>
        root.Find("apiVersion") is { Kind: YamlNodeKind.Scalar } && root.Find("kind") is { Kind: YamlNodeKind.Scalar };

    /// <summary>Reads every document of a file.</summary>
    public void Read(IReadOnlyList<YamlDocument> documents)
    {
        foreach (YamlDocument document in documents)
        {
            if (document.Error is { } error)
            {
                reading.Fail(error.At, error.Text);
            }
            else if (document.Root is { } root && !RuleFileReading.IsNothing(root))
            {
                Read(root, 0);
            }
        }

        // A bundle may hold other things too, but a file of nothing else was named by mistake.
        if (!_anyRules && _other is not null)
        {
            reading.Fail(
                _other.At,
                $"a manifest of kind {_other.Text} holds no rules",
                "PrometheusRule, List and ConfigMap are read");
        }
    }

    private void Read(YamlNode manifest, int depth)
    {
        if (!IsManifest(manifest))
        {
            reading.Fail(manifest.At, "not a manifest: apiVersion and kind are missing");
            return;
        }

        string kind = manifest.Find("kind")!.Text;
        switch (kind)
        {
            case "PrometheusRule":
                _anyRules = true;
                ReadRule(manifest);
                break;
            case "ConfigMap":
                _anyRules = true;
                ReadConfigMap(manifest);
                break;
            case "List" or "PrometheusRuleList" when depth < ListsMax:
                foreach (YamlNode item in manifest.Find("items")?.Children ?? [])
                {
                    Read(item.Followed, depth + 1);
                }

                break;
            default:
                _other ??= manifest.Find("kind");
                break;
        }
    }

    private void ReadRule(YamlNode manifest)
    {
        YamlNode version = manifest.Find("apiVersion")!;
        if (version.Text != "monitoring.coreos.com/v1")
        {
            reading.Fail(version.At, $"PrometheusRule of {version.Text} is not known", "monitoring.coreos.com/v1 is read");
            return;
        }

        if (manifest.Find("spec") is { } spec)
        {
            var part = new RuleFilePart(RuleFileSchema.Spec, NameOf(manifest)) { KeepsBadTexts = true };
            reading.Read(spec, source, part);
        }
        else
        {
            reading.Fail(manifest.At, "PrometheusRule without spec");
        }
    }

    private static string NameOf(YamlNode manifest)
    {
        YamlNode? metadata = manifest.Find("metadata");
        string space = metadata.Find("namespace")?.Text ?? "";
        return (space.Length > 0 ? space + "/" : "") + metadata.Find("name")?.Text;
    }

    private void ReadConfigMap(YamlNode manifest)
    {
        YamlNode? data = manifest.Find("data");
        for (int i = 1; i < (data?.Children.Count ?? 0); i += 2)
        {
            YamlNode value = data!.Children[i].Followed;
            var inner = new SourceText(source, value);
            var document = YamlDocument.Parse(value.Text);
            if (document.Error is { } error)
            {
                reading.Fail(inner.PlaceOf(error.At), $"{data.Children[i - 1].Text}: {error.Text}");
            }
            else if (document.Root is { } root && !RuleFileReading.IsNothing(root))
            {
                reading.Read(root, inner, RuleFilePart.Whole with { Name = data.Children[i - 1].Text });
            }
        }
    }
}
