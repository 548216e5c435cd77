namespace Tocsin.Tool.Import;

/// <summary>A setting of Grafana, as it was written.</summary>
/// <param name="Key">Section and key: <c>unified_alerting.min_interval</c>.</param>
/// <param name="Value">The value as text.</param>
internal sealed record GrafanaSetting(string Key, string Value);

/// <summary>What a setting of Grafana means here.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Place">Where the like of it is set.</param>
/// <param name="Key">The key there; empty for none.</param>
/// <param name="Value">The value there; empty if there is nothing to set.</param>
/// <param name="Text">What it does there, or why it has no meaning here.</param>
internal sealed record MappedSetting(GrafanaSetting Setting, SettingPlace Place, string Key, string Value, string Text);

/// <summary>Where a setting stands.</summary>
internal enum SettingPlace
{
    /// <summary>Nowhere: it has no meaning here.</summary>
    None,

    /// <summary>In <c>tocsin.yml</c>.</summary>
    OwnFile,

    /// <summary>In each group of the rule files.</summary>
    Group,

    /// <summary>On the command line.</summary>
    Flag,
}
