using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tocsin.Tidy;

public sealed class SizeTests(ITestOutputHelper output)
{
    private const int LongestFile = 600;
    private const int LongestMethod = 70;
    private const int MostParameters = 5;

    [Fact]
    public void No_source_file_is_over_600_lines_and_most_are_far_below()
    {
        int[] lines = [.. Sources.CSharp("src/").Select(f => Sources.Lines(f.Value)).Order()];
        int median = lines[lines.Length / 2];
        int p90 = lines[lines.Length * 9 / 10];
        output.WriteLine($"{lines.Length} files, {lines.Sum()} lines, median {median}, p90 {p90}, longest {lines[^1]}");
        Exceptions.Check("file-length", Sources.CSharp("src/")
            .Where(f => Sources.Lines(f.Value) > LongestFile)
            .Select(f => (f.Key, $"{Sources.Lines(f.Value)} lines")));
        Assert.True(median <= 120, $"the median file has {median} lines");
        Assert.True(p90 <= 300, $"one file in ten has over {p90} lines");
    }

    [Fact]
    public void No_method_is_over_70_lines() => Exceptions.Check("method-length", Methods("src/")
        .Where(m => m.Lines > LongestMethod)
        .Select(m => (m.Place, $"{m.Lines} lines")));

    [Fact]
    public void No_method_takes_over_5_parameters() => Exceptions.Check("parameters", Methods("src/")
        .Where(m => m.Parameters > MostParameters)
        .Select(m => (m.Place, $"{m.Parameters} parameters")));

    private static IEnumerable<(string Place, int Lines, int Parameters)> Methods(string folder) =>
        from file in Sources.CSharp(folder)
        from method in Sources.Parse(file.Value).DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        where !IsOfAnother(method)
        select ($"{file.Key}:{Name(method)}", Lines(method), method.ParameterList.Parameters.Count);

    // What a library of the system is called with is not ours to choose.
    private static bool IsOfAnother(BaseMethodDeclarationSyntax method) =>
        method.Modifiers.Any(SyntaxKind.ExternKeyword)
        || (method.Modifiers.Any(SyntaxKind.PartialKeyword) && method.Body is null && method.ExpressionBody is null);

    // From the signature to the end of the body: attributes and documentation are not what makes a method long.
    private static int Lines(BaseMethodDeclarationSyntax method)
    {
        int first = method.Modifiers.Count > 0 ? Line(method.Modifiers[0]) : Line(method.ParameterList.OpenParenToken);
        return method.GetLocation().GetLineSpan().EndLinePosition.Line - first + 1;
    }

    private static int Line(SyntaxToken token) => token.GetLocation().GetLineSpan().StartLinePosition.Line;

    private static string Name(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        OperatorDeclarationSyntax op => "operator" + op.OperatorToken.Text,
        _ => method.Kind().ToString(),
    };
}
