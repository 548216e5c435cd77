using System.Globalization;
using System.Text.Json;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;
using Tocsin.Templates.Defaults;
using Tocsin.Templates.Execution;

namespace Tocsin.Templates.Tests.Defaults;

/// <summary>The default texts for the notifications of <c>notifications.json</c>.</summary>
internal static class SampleTexts
{
    private static readonly TemplateContext Context = new(Instant.From(new DateTimeOffset(2026, 11, 21, 11, 0, 0, TimeSpan.Zero)));
    private static readonly TemplateSet Set = TemplateSet.Parse(DefaultTemplates.Files).Set;
    private static readonly JsonElement Notifications = JsonDocument.Parse(File.ReadAllText(
        Repository.Path("tests", "Templates.Tests", "Defaults", "notifications.json"))).RootElement;

    /// <summary>The names of the notifications.</summary>
    public static IEnumerable<string> DataNames => Notifications.EnumerateObject().Select(data => data.Name);

    /// <summary>The names of the default templates.</summary>
    public static IEnumerable<string> Names => Set.Names;

    /// <summary>What a template makes of a notification; it must not fail.</summary>
    public static string Render(string name, string data, TemplateMode mode)
    {
        string given = name switch
        {
            "__own_by_severity" => "(dict \"data\" . \"words\" (stringSlice \"0\" \"1\" \"2\" \"3\" \"4\" \"5\"))",
            "__text_alert_list" or "__text_alert_list_markdown"
                or "__own_list" or "__own_list_html" or "__own_list_chat" or "pagerduty.default.instances" => ".Alerts.Firing",
            _ => ".",
        };
        string call = $"{{{{ template \"{name}\" {given} }}}}";
        CompileResult compiled = Set.Compile(call, mode);
        Assert.True(compiled.Template is not null, compiled.Error?.Message);
        TemplateResult result = compiled.Template.Execute(Read(Notifications.GetProperty(data)), Context);
        Assert.True(result.IsOk, result.Error?.Message);
        return result.Text;
    }

    private static NotificationData Read(JsonElement json) => new()
    {
        Receiver = json.GetProperty("receiver").GetString()!,
        Status = json.GetProperty("status").GetString()!,
        NotificationReason = json.GetProperty("notification_reason").GetString()!,
        GroupLabels = Labels(json.GetProperty("groupLabels")),
        CommonLabels = Labels(json.GetProperty("commonLabels")),
        CommonAnnotations = Labels(json.GetProperty("commonAnnotations")),
        ExternalUrl = json.GetProperty("externalURL").GetString()!,
        Alerts = [.. json.GetProperty("alerts").EnumerateArray().Select(ReadAlert)],
    };

    private static AlertData ReadAlert(JsonElement json) => new()
    {
        Status = json.GetProperty("status").GetString()!,
        Labels = Labels(json.GetProperty("labels")),
        Annotations = Labels(json.GetProperty("annotations")),
        StartsAt = At(json.GetProperty("startsAt").GetString()!),
        EndsAt = At(json.GetProperty("endsAt").GetString()!),
        GeneratorUrl = json.GetProperty("generatorURL").GetString()!,
        Fingerprint = json.GetProperty("fingerprint").GetString()!,
    };

    private static LabelSet Labels(JsonElement json) =>
        LabelSet.Of([.. json.EnumerateObject().Select(label => (label.Name, label.Value.GetString()!))]);

    private static Instant At(string time) => time.StartsWith("0001", StringComparison.Ordinal)
        ? default
        : Instant.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
}
