using System.Globalization;
using BenchmarkDotNet.Attributes;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates;
using Tocsin.Templates.Data;
using Tocsin.Templates.Defaults;
using Tocsin.Templates.Execution;

namespace Tocsin.Micro;

/// <summary>What the texts of one message about ten alerts cost.</summary>
[MemoryDiagnoser]
public class TemplateBenchmarks
{
    private const string Field = """
        {{ range .Alerts }}*{{ .Labels.severity | toUpper }}* {{ .Labels.instance }}: {{ .Annotations.summary }}
        {{ end }}
        """;

    private static readonly TemplateContext Context = new(
        Instant.From(DateTimeOffset.Parse("2026-08-22T12:00:00Z", CultureInfo.InvariantCulture)));

    private readonly NotificationData _data = Sample();
    private CompiledTemplate? _field;
    private CompiledTemplate? _mail;

    /// <summary>Compiles a field of a user and the default mail.</summary>
    [GlobalSetup]
    public void Setup()
    {
        TemplateSet set = TemplateSet.Parse(DefaultTemplates.Files).Set;
        _field = set.Compile(Field).Template;
        _mail = set.Compile("""{{ template "email.default.html" . }}""", TemplateMode.Html).Template;
    }

    /// <summary>A field with a range, as people write it for a chat.</summary>
    [Benchmark]
    public int ChatField() => _field!.Execute(_data, Context).Text.Length;

    /// <summary>The default HTML mail, escaped by context.</summary>
    [Benchmark]
    public int HtmlMail() => _mail!.Execute(_data, Context).Text.Length;

    private static NotificationData Sample() => new()
    {
        Receiver = "chat",
        Status = "firing",
        GroupLabels = LabelSet.Of(("alertname", "HighErrorRate")),
        CommonLabels = LabelSet.Of(("alertname", "HighErrorRate"), ("severity", "critical")),
        ExternalUrl = "http://tocsin.example",
        Alerts = [.. Enumerable.Range(0, 10).Select(Alert)],
    };

    private static AlertData Alert(int number) => new()
    {
        Status = "firing",
        Labels = LabelSet.Of(("alertname", "HighErrorRate"), ("instance", $"web-{number}"), ("severity", "critical")),
        Annotations = LabelSet.Of(("summary", "5xx above one in ten")),
        StartsAt = Context.Now,
        Fingerprint = "00000000deadbeef",
    };
}
