using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>The Go types of what templates of rules see, with the names that error messages print.</summary>
// Source: Prometheus template: AlertTemplateData, sample, queryResult.
internal static class RuleTypes
{
    public static readonly GoType Labels =
        new("map[string]string", GoKind.Map) { IsDefined = false, Element = GoTypes.String };

    public static readonly GoType Sample = new("template.sample", GoKind.Struct)
    {
        Fields = [new("Labels", "Labels"), new("Value", "Value")],
    };

    public static readonly GoType SamplePointer =
        new("*template.sample", GoKind.Pointer) { IsDefined = false, Element = Sample };

    public static readonly GoType QueryResult =
        new("template.queryResult", GoKind.List) { Underlying = "[]*template.sample", Element = SamplePointer };

    public static readonly GoType Data = new(
        "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }",
        GoKind.Struct)
    {
        IsDefined = false,
        Fields =
        [
            new("Labels", "Labels"), new("ExternalLabels", "ExternalLabels"), new("ExternalURL", "ExternalURL"),
            new("Value", "Value"),
        ],
    };

    public static readonly GoType TimePointer = new("*time.Time", GoKind.Pointer) { IsDefined = false };

    public static readonly GoType DurationPointer = new("*time.Duration", GoKind.Pointer) { IsDefined = false };
}
