using System.Globalization;
using System.Text;
using Tocsin.Templates;
using Tocsin.Templates.Functions;
using Tocsin.Templates.Parsing;

namespace Tocsin.Rules.Texts;

/// <summary>Sees whether a template has nothing but what <see cref="TextPiece"/> can do.</summary>
internal static class TextPieceCompiler
{
    /// <summary>The parts, or null if the engine must do it.</summary>
    public static TextPiece[]? Compile(RuleTemplate template)
    {
        // A definition may have taken a name that matters; such texts are rare.
        if (template.Trees.Length > 1)
        {
            return null;
        }

        return Compile(template.Body);
    }

    private static TextPiece[]? Compile(ReadOnlySpan<Node> nodes)
    {
        List<TextPiece> pieces = [];
        foreach (Node node in nodes)
        {
            bool simple = node switch
            {
                TextNode text => Add(pieces, new ConstantPiece(text.Text)),
                ActionNode { Pipe: { Declarations.IsEmpty: true } pipe } => TryCompile(pipe, pieces),
                IfNode branch => IfOf(branch) is { } piece && Add(pieces, piece),
                _ => false,
            };
            if (!simple)
            {
                return null;
            }
        }

        return [.. pieces];
    }

    private static IfPiece? IfOf(IfNode branch) =>
        branch.Pipe is { Declarations.IsEmpty: true, Commands: [var command] } && ConditionOf(command.Arguments) is { } condition
            && Compile(branch.Body.Nodes.AsSpan()) is { } then
            && Compile(branch.Else is { } list ? list.Nodes.AsSpan() : []) is { } otherwise
            ? new IfPiece(condition, then, otherwise)
            : null;

    private static TextCondition? ConditionOf(IReadOnlyList<Node> arguments) => arguments switch
    {
        [IdentifierNode { Name: "eq" or "ne" or "lt" or "le" or "gt" or "ge" } name, Node operand, NumberNode number]
            when IsValue(operand) && IsReal(number) => new ValueCondition(name.Name, number.Value.AsFloat),
        [IdentifierNode { Name: "eq" or "ne" } name, Node operand, StringNode text] when LabelOf(operand) is { } label =>
            new LabelCondition(label, Encoding.UTF8.GetBytes(text.Value), name.Name == "eq"),
        [Node operand] when LabelOf(operand) is { } label => new LabelCondition(label, [], isEqual: false),
        _ => null,
    };

    // Source: Go text/template, idealConstant: 5 is an int, which cannot be compared with a float; 5.0 is a float.
    private static bool IsReal(NumberNode number) =>
        number.Value.IsFloat && !number.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && !number.Text.Contains('\'', StringComparison.Ordinal) && !number.Text.EndsWith('i')
        && number.Text.AsSpan().IndexOfAny(".eE") >= 0;

    private static bool TryCompile(PipeNode pipe, List<TextPiece> pieces) => pipe.Commands switch
    {
        [{ Arguments: [Node operand] }] => OperandOf(operand) is { } piece && Add(pieces, piece),
        [{ Arguments: [IdentifierNode { Name: "printf" }, StringNode format, Node operand] }] =>
            IsValue(operand) && TryCompile(format.Value, pieces),
        [{ Arguments: [Node operand] }, { Arguments: [IdentifierNode { Name: "printf" }, StringNode format] }] =>
            IsValue(operand) && TryCompile(format.Value, pieces),
        [{ Arguments: [Node operand] }, { Arguments: [IdentifierNode function] }] =>
            CallOf(function.Name, operand) is { } piece && Add(pieces, piece),
        [{ Arguments: [IdentifierNode function, Node operand] }] =>
            CallOf(function.Name, operand) is { } piece && Add(pieces, piece),
        _ => false,
    };

    private static TextPiece? CallOf(string function, Node operand) =>
        IsValue(operand) && FunctionOf(function) is { } print ? new HumanPiece(print)
        : LabelOf(operand) is { } label && TextFunctionOf(function) is { } change ? new LabelFunctionPiece(label, change)
        : null;

    private static byte[]? LabelOf(Node node) => node switch
    {
        VariableNode { Path: ["$labels", string name] } => Encoding.UTF8.GetBytes(name),
        FieldNode { Path: ["Labels", string name] } => Encoding.UTF8.GetBytes(name),
        _ => null,
    };

    private static TextPiece? OperandOf(Node node) => node switch
    {
        _ when LabelOf(node) is { } label => new LabelPiece(label),
        VariableNode { Path: ["$externalLabels", string name] } =>
            new ExternalLabelPiece(Encoding.UTF8.GetBytes(name)),
        FieldNode { Path: ["ExternalLabels", string name] } => new ExternalLabelPiece(Encoding.UTF8.GetBytes(name)),
        VariableNode { Path: ["$externalURL"] } or FieldNode { Path: ["ExternalURL"] } => new ExternalUrlPiece(),
        _ => IsValue(node) ? new ValuePiece('g', -1) : null,
    };

    private static bool IsValue(Node node) =>
        node is VariableNode { Path: ["$value"] } or FieldNode { Path: ["Value"] };

    private static Func<double, string>? FunctionOf(string name) => name switch
    {
        "humanize" => Humanize.WithPrefix,
        "humanize1024" => Humanize.WithBinaryPrefix,
        "humanizeDuration" => Humanize.Duration,
        "humanizePercentage" => Humanize.Percentage,
        _ => null,
    };

    private static Func<string, string>? TextFunctionOf(string name) => name switch
    {
        "toUpper" => CaseText.ToUpper,
        "toLower" => CaseText.ToLower,
        "title" => CaseText.ToTitleOnly,
        "stripPort" => HostText.StripPort,
        "stripDomain" => HostText.StripDomain,
        "urlQueryEscape" => UrlText.QueryEscape,
        _ => null,
    };

    // Texts around one verb for floats; whatever else Go's printf can do is left to it.
    private static bool TryCompile(string format, List<TextPiece> pieces)
    {
        int at = pieces.Count;
        int verbs = 0;
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            int start = ++i;
            while (i < format.Length && (char.IsAsciiDigit(format[i]) || format[i] == '.'))
            {
                i++;
            }

            string precision = format[start..i];
            if (i < format.Length && format[i] == '%' && precision.Length == 0)
            {
                text.Append('%');
            }
            else if (i < format.Length && VerbOf(format[i], precision) is { } piece && ++verbs == 1)
            {
                pieces.Add(new ConstantPiece(text.ToString()));
                pieces.Add(piece);
                text.Clear();
            }
            else
            {
                pieces.RemoveRange(at, pieces.Count - at);
                return false;
            }
        }

        pieces.Add(new ConstantPiece(text.ToString()));
        return verbs == 1;
    }

    private static ValuePiece? VerbOf(char verb, string precision)
    {
        int digits = -1;
        bool fits = precision.Length == 0
            || (precision[0] == '.'
                && int.TryParse(precision.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out digits)
                && digits <= 9);
        return !fits ? null : verb switch
        {
            'v' or 'g' => new ValuePiece('g', digits),
            'f' or 'e' => new ValuePiece(verb, digits < 0 ? 6 : digits),
            _ => null,
        };
    }

    private static bool Add(List<TextPiece> pieces, TextPiece piece)
    {
        pieces.Add(piece);
        return true;
    }
}
