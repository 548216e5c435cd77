namespace Tocsin.Templates.Html;

/// <summary>What an HTML parser knows at one point of a template: enough to say how a value must be escaped there.</summary>
/// <remarks>
/// The default is where every document starts. Contexts compare by value, so two branches of a template agree exactly
/// when the parser would be in the same place after both.
/// </remarks>
internal sealed record HtmlContext
{
    public static readonly HtmlContext Start = new();

    public HtmlState State { get; init; }

    public AttributeEnd End { get; init; }

    public UrlPart UrlPart { get; init; }

    public SlashMeaning Slash { get; init; }

    /// <summary>The open <c>${</c> of JavaScript template literals, innermost first; null outside of them.</summary>
    public BraceDepth? Braces { get; init; }

    public AttributeKind Attribute { get; init; }

    public ElementKind Element { get; init; }

    /// <summary>What went wrong, if <see cref="State"/> is <see cref="HtmlState.Error"/>.</summary>
    public EscapeFault? Fault { get; init; }

    public bool IsError => State == HtmlState.Error;

    public static HtmlContext Failed(EscapeFault fault) => new() { State = HtmlState.Error, Fault = fault };

    public static HtmlContext Failed(string description) => Failed(new EscapeFault(description));

    /// <summary>As Go prints a context in its messages.</summary>
    public override string ToString() =>
        $"{{{GoName.Of(State)} {GoName.Of(End)} {GoName.Of(UrlPart)} {GoName.Of(Slash)} {BraceDepth.Print(Braces)} " +
        $"{GoName.Of(Attribute)} {GoName.Of(Element)} {Fault?.Description ?? "<nil>"}}}";

    /// <summary>
    /// The name under which a template is rewritten for this context. The template as it is called from text keeps its
    /// own name; a template called inside an attribute becomes a copy with other escapers, which needs another.
    /// </summary>
    public string Derive(string template)
    {
        if (State == HtmlState.Text)
        {
            return template;
        }

        string name = $"{template}$htmltemplate_{GoName.Of(State)}";
        name += End == AttributeEnd.None ? "" : "_" + GoName.Of(End);
        name += UrlPart == UrlPart.None ? "" : "_" + GoName.Of(UrlPart);
        name += Slash == SlashMeaning.Regexp ? "" : "_" + GoName.Of(Slash);
        name += Braces is null ? "" : $"_jsBraceDepth({BraceDepth.Print(Braces)})";
        name += Attribute == AttributeKind.None ? "" : "_" + GoName.Of(Attribute);
        return name + (Element == ElementKind.None ? "" : "_" + GoName.Of(Element));
    }

    /// <summary>
    /// The context after the steps that consume nothing: an action straight after <c>&lt;a href=</c> is an unquoted value.
    /// </summary>
    public HtmlContext Nudge() => State switch
    {
        HtmlState.Tag => this with { State = HtmlState.AttributeName },
        HtmlState.BeforeValue => this with
        {
            State = AttributeKinds.ValueState(Attribute),
            End = AttributeEnd.SpaceOrTagEnd,
            Attribute = AttributeKind.None,
        },
        HtmlState.AfterName => this with { State = HtmlState.AttributeName, Attribute = AttributeKind.None },
        _ => this,
    };
}

/// <summary>How many braces are open inside one <c>${</c>, and the <c>${</c> around it.</summary>
internal sealed record BraceDepth(int Open, BraceDepth? Outer)
{
    /// <summary>
    /// Deeper than any script goes; without a limit a template that calls itself inside a literal would have infinitely
    /// many contexts.
    /// </summary>
    private const int MaxNesting = 100;

    private const int MaxOpen = 1000;

    public int Nesting { get; } = 1 + (Outer?.Nesting ?? 0);

    public bool IsTooDeep => Nesting > MaxNesting || Open > MaxOpen;

    /// <summary>As Go prints the depths: outermost first.</summary>
    public static string Print(BraceDepth? braces)
    {
        var depths = new List<int>();
        for (BraceDepth? at = braces; at is not null; at = at.Outer)
        {
            depths.Insert(0, at.Open);
        }

        return $"[{string.Join(' ', depths)}]";
    }
}
