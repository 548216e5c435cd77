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

        List<TextPiece> pieces = [];
        foreach (Node node in template.Body)
        {
            bool simple = node switch
            {
                TextNode text => Add(pieces, new ConstantPiece(text.Text)),
                ActionNode { Pipe: { Declarations.IsEmpty: true } pipe } => TryCompile(pipe, pieces),
                _ => false,
            };
            if (!simple)
            {
                return null;
            }
        }

        return [.. pieces];
    }

    private static bool TryCompile(PipeNode pipe, List<TextPiece> pieces) => pipe.Commands switch
    {
        [{ Arguments: [Node operand] }] => OperandOf(operand) is { } piece && Add(pieces, piece),
        [{ Arguments: [IdentifierNode { Name: "printf" }, StringNode format, Node operand] }] =>
            IsValue(operand) && TryCompile(format.Value, pieces),
        [{ Arguments: [Node operand] }, { Arguments: [IdentifierNode { Name: "printf" }, StringNode format] }] =>
            IsValue(operand) && TryCompile(format.Value, pieces),
        [{ Arguments: [Node operand] }, { Arguments: [IdentifierNode function] }] =>
            IsValue(operand) && FunctionOf(function.Name) is { } print && Add(pieces, new HumanPiece(print)),
        [{ Arguments: [IdentifierNode function, Node operand] }] =>
            IsValue(operand) && FunctionOf(function.Name) is { } print && Add(pieces, new HumanPiece(print)),
        _ => false,
    };

    private static TextPiece? OperandOf(Node node) => node switch
    {
        VariableNode { Path: ["$labels", string name] } => new LabelPiece(Encoding.UTF8.GetBytes(name)),
        FieldNode { Path: ["Labels", string name] } => new LabelPiece(Encoding.UTF8.GetBytes(name)),
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
