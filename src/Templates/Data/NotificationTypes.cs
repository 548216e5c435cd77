using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>The Go types of notification data, with the names that error messages print.</summary>
// Source: Alertmanager template: Data, Alerts, Alert, KV, Pairs, Pair, Strings and their JSON names.
internal static class NotificationTypes
{
    public static readonly GoType Strings =
        new("template.Strings", GoKind.List) { Underlying = "[]string", Element = GoTypes.String };

    public static readonly GoType Pair = new("template.Pair", GoKind.Struct)
    {
        Fields = [new("Name", "Name"), new("Value", "Value")],
    };

    public static readonly GoType Pairs =
        new("template.Pairs", GoKind.List) { Underlying = "[]template.Pair", Element = Pair };

    public static readonly GoType KeyValues =
        new("template.KV", GoKind.Map) { Underlying = "map[string]string", Element = GoTypes.String };

    public static readonly GoType Alert = new("template.Alert", GoKind.Struct)
    {
        Fields =
        [
            new("Status", "status"), new("Labels", "labels"), new("Annotations", "annotations"),
            new("StartsAt", "startsAt"), new("EndsAt", "endsAt"), new("GeneratorURL", "generatorURL"),
            new("Fingerprint", "fingerprint"),
        ],
    };

    public static readonly GoType AlertList =
        new("[]template.Alert", GoKind.List) { IsDefined = false, Element = Alert };

    public static readonly GoType Alerts =
        new("template.Alerts", GoKind.List) { Underlying = "[]template.Alert", Element = Alert };

    public static readonly GoType Data = new("template.Data", GoKind.Struct)
    {
        Fields =
        [
            new("Receiver", "receiver"), new("Status", "status"), new("Alerts", "alerts"),
            new("NotificationReason", "notification_reason"), new("GroupLabels", "groupLabels"),
            new("CommonLabels", "commonLabels"), new("CommonAnnotations", "commonAnnotations"),
            new("RouteLabels", "routeLabels"), new("ExternalURL", "externalURL"),
            new("routeLabelsRendered", null),
        ],
    };

    /// <summary>The same for templates that hand a text to a gateway.</summary>
    public static readonly GoType AddressedData = new("template.Data", GoKind.Struct)
    {
        Fields = [.. Data.Fields, new("To", "to"), new("Text", "text")],
    };

    public static readonly GoType DataPointer = new("*template.Data", GoKind.Pointer) { IsDefined = false };

    static NotificationTypes()
    {
        Strings.WithMethods(GoFunction.Fixed("Join", [GoTypes.String], (_, receiver, arguments) =>
            GoValue.Of(string.Join(((GoString)arguments[0]).Text, ((GoList)receiver).ToStrings()))));
        Pairs.WithMethods(
            GoFunction.Getter("Names", receiver => ((PairsValue)receiver).Column(0)),
            GoFunction.Getter("Values", receiver => ((PairsValue)receiver).Column(1)),
            GoFunction.Getter("String", receiver => GoValue.Of(receiver.Stringer!)));
        KeyValues.WithMethods(
            GoFunction.Getter("SortedPairs", receiver => ((KeyValuesValue)receiver).SortedPairs),
            GoFunction.Getter("Names", receiver => ((KeyValuesValue)receiver).SortedPairs.Column(0)),
            GoFunction.Getter("Values", receiver => ((KeyValuesValue)receiver).SortedPairs.Column(1)),
            GoFunction.Getter("String", receiver => GoValue.Of(receiver.Stringer!)),
            GoFunction.Fixed("Remove", [GoTypes.StringList], (_, receiver, arguments) =>
                ((KeyValuesValue)receiver).Remove(((GoList)arguments[0]).ToStrings())));
        Alerts.WithMethods(
            GoFunction.Getter("Firing", receiver => ((AlertsValue)receiver).Firing),
            GoFunction.Getter("Resolved", receiver => ((AlertsValue)receiver).Resolved));
    }
}
