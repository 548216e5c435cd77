using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Exec;
using Tocsin.Notify.Integrations.Pushover;
using Tocsin.Notify.Integrations.Telegram;
using Tocsin.Routing.Config;
using Tocsin.Templates;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.Parsing;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Lints;

/// <summary>Templates in fields that do not parse, or call a template that nothing defines. Upstream finds out at sending.</summary>
internal static class TemplateLint
{
    public static void Run(TemplateSet templates, LintReport report)
    {
        for (int i = 0; i < report.Config.Config.Receivers.Count; i++)
        {
            foreach ((IntegrationConfig integration, int index) in report.Config.Config.Receivers[i].Numbered())
            {
                CheckIntegration(integration, CrossChecks.Index(
                    $"{CrossChecks.Index("receivers", i)}.{integration.Integration}_configs", index), templates, report);
            }
        }

        CheckRoute(report.Config.Route, "route", templates, report);
    }

    private static void CheckRoute(RouteConfig route, string key, TemplateSet templates, LintReport report)
    {
        foreach ((string name, string text) in route.Labels)
        {
            Check(text, $"{key}.labels.{name}", TemplateMode.Text, (templates, report));
        }

        for (int i = 0; i < route.Routes.Count; i++)
        {
            CheckRoute(route.Routes[i], CrossChecks.Index(key + ".routes", i), templates, report);
        }
    }

    // Every text of an integration that holds an action is taken for a template; the printed form has them all, but
    // for secrets.
    private static void CheckIntegration(IntegrationConfig integration, string key, TemplateSet templates, LintReport report)
    {
        foreach ((string hidden, string text) in integration.HiddenTemplates())
        {
            Check(text, $"{key}.{hidden}", TemplateMode.Text, (templates, report));
        }

        if (integration is ExecConfig)
        {
            // Its command goes to the program to the letter, braces and all.
            return;
        }

        var receiver = new ReceiverConfig { Name = "", Integrations = [integration] };
        if (ReceiverConfig.Schema.WriteWithExtensions(receiver)[integration.Integration + "_configs"] is YamlList { Items: [var printed] })
        {
            Walk(printed, key, integration, (templates, report));
        }
    }

    private static void Walk(YamlValue value, string key, IntegrationConfig owner, (TemplateSet, LintReport) tools)
    {
        switch (value)
        {
            case YamlMap map:
                foreach ((YamlValue name, YamlValue entry) in map.Entries)
                {
                    Walk(entry, $"{key}.{(name as YamlText)?.Value}", owner, tools);
                }

                break;
            case YamlList list:
                for (int i = 0; i < list.Items.Length; i++)
                {
                    Walk(list.Items[i], CrossChecks.Index(key, i), owner, tools);
                }

                break;
            case YamlText text:
                Check(text.Value, key, IsHtml(owner, key) ? TemplateMode.Html : TemplateMode.Text, tools);
                break;
        }
    }

    private static bool IsHtml(IntegrationConfig owner, string key) => owner switch
    {
        TelegramConfig { ParseMode: "HTML" } or PushoverConfig { Html: true } => key.EndsWith(".message", StringComparison.Ordinal),
        _ => owner.Integration is "email" or "matrix" && key.EndsWith(".html", StringComparison.Ordinal),
    };

    private static void Check(string text, string key, TemplateMode mode, (TemplateSet Templates, LintReport Report) tools)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            return;
        }

        CompileResult compiled = tools.Templates.Compile(text, mode);
        if (compiled.Error is { } error)
        {
            tools.Report.Add(Severity.Error, key, error.Message);
        }

        IReadOnlyList<TemplateError> undefined = compiled.Template?.FindUndefinedTemplates() ?? [];
        foreach (TemplateError missing in undefined)
        {
            tools.Report.Add(Severity.Error, key, missing.Message);
        }

        if (undefined.Count == 0 && compiled.Template is { } template)
        {
            DryRender(template, key, tools.Report);
        }
    }

    // What parses can still fail on every real alert, such as .Annotations at the top, where only an alert has them.
    private static void DryRender(CompiledTemplate template, string key, LintReport report)
    {
        // Only what is handed to a gateway has one text and one number.
        bool isAddressed = key.Contains("_configs[", StringComparison.Ordinal) && key.Contains("].gateway.", StringComparison.Ordinal);
        foreach (NotificationData sample in isAddressed ? SampleNotifications.Addressed : SampleNotifications.All)
        {
            if (template.Execute(sample, new TemplateContext(SampleNotifications.Now)).Error is { } error)
            {
                report.Add(
                    Severity.Warning,
                    key,
                    $"fails on a sample notification: {error.Message}; a plain message would be sent in its place",
                    "the data has .Alerts, .CommonLabels, .CommonAnnotations and .GroupLabels; labels and annotations"
                        + " of one alert are inside {{ range .Alerts }}");
                return;
            }
        }
    }
}
