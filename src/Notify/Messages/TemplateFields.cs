using Tocsin.Model.Seams;
using Tocsin.Regexes;
using Tocsin.Templates;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.GoTime;

namespace Tocsin.Notify.Messages;

/// <summary>Compiles fields against the templates of the configuration. Immutable and thread-safe.</summary>
/// <param name="set">The templates: the built-in ones and those of the configuration's files.</param>
/// <param name="zone">The zone that Go calls Local.</param>
public sealed class TemplateFields(TemplateSet set, GoZone zone) : IFieldCompiler
{
    /// <inheritdoc/>
    public FieldTemplate Text(string field, string source) => source.Contains("{{", StringComparison.Ordinal)
        ? Compile(field, source, TemplateMode.Text)
        : new Constant(field, source);

    /// <inheritdoc/>
    public FieldTemplate Html(string field, string source) => Compile(field, source, TemplateMode.Html);

    /// <summary>The data that templates see, as upstream makes it.</summary>
    // Source: Alertmanager template, Template.Data.
    public static NotificationData DataOf(MessageContext context)
    {
        Notification notification = context.Notification;
        return new NotificationData
        {
            Receiver = Re2.Escape(notification.Receiver),
            Status = notification.IsFiring ? "firing" : "resolved",
            Alerts = [.. notification.Alerts.Select(a => new AlertData
            {
                Status = a.IsResolvedAt(notification.At) ? "resolved" : "firing",
                Labels = a.Labels,
                Annotations = a.Annotations,
                StartsAt = a.StartsAt,
                EndsAt = a.EndsAt,
                GeneratorUrl = a.GeneratorUrl,
                Fingerprint = a.Fingerprint.ToString(),
            })],
            NotificationReason = notification.Reason,
            GroupLabels = notification.GroupLabels,
            CommonLabels = NotificationData.CommonOf([.. notification.Alerts.Select(a => a.Labels)]),
            CommonAnnotations = NotificationData.CommonOf([.. notification.Alerts.Select(a => a.Annotations)]),
            RouteLabels = notification.RouteLabels,
            ExternalUrl = context.ExternalUrl,
            Addressed = context.Addressed,
        };
    }

    private Compiled Compile(string field, string source, TemplateMode mode)
    {
        CompileResult result = set.Compile(source, mode);
        return new Compiled(field, result, zone);
    }

    // Most URLs are one. What a template would be given is several kilobytes.
    private sealed class Constant(string name, string text) : FieldTemplate
    {
        public override string Field => name;

        public override FieldText Render(MessageContext context) => new(text, null);
    }

    private sealed class Compiled(string name, CompileResult compiled, GoZone zone) : FieldTemplate
    {
        public override string Field => name;

        public override FieldText Render(MessageContext context)
        {
            if (compiled.Template is not { } template)
            {
                return new FieldText("", compiled.Error!.Message);
            }

            TemplateResult result = template.Execute(
                context.DataOf(DataOf), new TemplateContext(context.Now, zone, TemplateLimits.Default));
            return result.IsOk ? new FieldText(result.Text, null) : new FieldText("", result.Error!.Message);
        }
    }
}
