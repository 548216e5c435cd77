using System.Text.Json;
using Tocsin.Model;
using Tocsin.Server.Config;
using Tocsin.Templates;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool template render</c>: shows what a template makes of an alert.</summary>
internal static class TemplateCommand
{
    /// <summary>The flags of <c>render</c>.</summary>
    public static IReadOnlyList<FlagSpec> RenderFlags { get; } =
    [
        new("template.glob", "Glob of paths that will be expanded and used for rendering.")
        {
            Required = true,
            Kind = ValueKind.TextList,
        },
        new("template.text", "The template that will be rendered.") { Required = true },
        new("template.type", "The type of the template. Can be either text (default) or html.")
        {
            Kind = ValueKind.Choice,
            Choices = ["html", "text"],
            PlaceHolder = "TEMPLATE.TYPE",
        },
        new(
            "template.data",
            "File with the data of the notification as JSON, as a webhook gets it. Without it a simple"
            + " example is used."),
    ];

    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("template", "Render template files.")
    {
        Commands =
        [
            new CommandSpec("render", "Render a given definition in a template file to standard output.")
            {
                Flags = RenderFlags,
                Run = RenderAsync,
            },
        ],
    };

    /// <summary>Prints what the template makes of the data.</summary>
    public static Task<int> RenderAsync(Invocation given, CancellationToken cancellationToken)
    {
        (TemplateSet set, string? error) = TemplateFiles.Read(new DiskFileSource(), given.List("template.glob"));
        if (error is not null)
        {
            throw new CommandFailure(error);
        }

        TemplateMode mode = given.Text("template.type") == "html" ? TemplateMode.Html : TemplateMode.Text;
        CompileResult compiled = set.Compile(given.Text("template.text"), mode);
        if (compiled.Template is not { } template)
        {
            throw new CommandFailure(compiled.Error!.Message);
        }

        Instant now = Instant.From(given.Terminal.Time.GetUtcNow());
        string path = given.Text("template.data");
        NotificationData data = path.Length == 0 ? TemplateExample.At(now) : Read(path);
        TemplateResult result = template.Execute(data, new TemplateContext(now));
        if (result.Error is { } failure)
        {
            throw new CommandFailure(failure.Message);
        }

        given.Terminal.Out.Write(result.Text);
        return Task.FromResult(0);
    }

    private static NotificationData Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return TemplateDataReader.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"open {path}: {FileErrors.Describe(e)}", e);
        }
    }
}
