using Tocsin.Templates.Execution;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Tests.Html;

internal static class HtmlPage
{
    private static readonly TemplateContext Context = new(default);

    public static string Render(string template, string x) =>
        Render(template, new GoDictionary(new Dictionary<string, GoValue> { ["X"] = GoValue.Of(x) }));

    public static string Render(string template, GoValue data)
    {
        CompileResult compiled = TemplateSet.Empty.Compile(template, TemplateMode.Html);
        Assert.True(compiled.Template is not null, compiled.Error?.Message);
        TemplateResult result = compiled.Template.Execute(data, Context);
        Assert.True(result.IsOk, result.Error?.Message);
        return result.Text;
    }
}
