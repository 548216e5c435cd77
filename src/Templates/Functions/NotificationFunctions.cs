using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that Alertmanager adds to Go's.</summary>
// Source: Alertmanager template, DefaultFuncs.
internal static class NotificationFunctions
{
    public static readonly GoFunction[] All =
    [
        OfText("toUpper", CaseText.ToUpper),
        OfText("toLower", CaseText.ToLower),
        OfText("title", CaseText.ToTitle),
        OfText("trimSpace", text => text.Trim()),
        OfText("urlUnescape", UrlText.QueryUnescape),
        OfText("base64encode", UrlText.Base64Encode),
        OfText("base64decode", UrlText.Base64Decode),
        GoFunction.Fixed("safeHtml", [GoTypes.String], (_, _, arguments) =>
            new GoString(Text(arguments[0]), GoTypes.Html)),
        GoFunction.Fixed("safeUrl", [GoTypes.String], (_, _, arguments) =>
            new GoString(Text(arguments[0]), GoTypes.Url)),
        GoFunction.Fixed("join", [GoTypes.String, GoTypes.StringList], (_, _, arguments) =>
            GoValue.Of(string.Join(Text(arguments[0]), ((GoList)arguments[1]).ToStrings()))),
        RegexFunctions.Match,
        RegexFunctions.ReplaceAll,
        GoFunction.Variadic("stringSlice", [GoTypes.String], (_, _, arguments) =>
            new GoList(arguments.ToArray(), GoTypes.StringList)),
        GoFunction.Fixed("routeLabels", [GoTypes.String], (scope, _, arguments) =>
            GoValue.Of(scope.RouteLabel(Text(arguments[0])))),
        GoFunction.Fixed("date", [GoTypes.String, TimeTypes.Time], (_, _, arguments) =>
            GoValue.Of(TimeFormat.Format(((TimeValue)arguments[1]).Moment, Text(arguments[0])))),
        GoFunction.Fixed("tz", [GoTypes.String, TimeTypes.Time], InZone),
        GoFunction.Fixed("now", [], (scope, _, _) => new TimeValue(GoMoment.From(scope.Now, scope.LocalZone))),
        GoFunction.Fixed("since", [TimeTypes.Time], (scope, _, arguments) => TimeTypes.DurationOf(
            GoMoment.From(scope.Now, GoZone.Utc).Sub(((TimeValue)arguments[0]).Moment))),
        GoFunction.Fixed("humanizeDuration", [GoTypes.Any], (_, _, arguments) =>
            GoValue.Of(Humanize.Duration(Humanize.ToFloat(arguments[0])))),
        GoFunction.Fixed("toDate", [GoTypes.String, GoTypes.String], (_, _, arguments) => ParseTime(arguments, false)),
        GoFunction.Fixed("mustToDate", [GoTypes.String, GoTypes.String], (_, _, arguments) =>
            ParseTime(arguments, true)),
        GoFunction.Fixed("toJson", [GoTypes.Any], (_, _, arguments) => GoValue.Of(GoJson.Marshal(arguments[0]))),
        GoFunction.Variadic("list", [GoTypes.Any], (_, _, arguments) =>
            new GoList(arguments.ToArray(), GoTypes.AnyList)),
        GoFunction.Variadic("append", [GoTypes.AnyList, GoTypes.Any], Append),
        GoFunction.Variadic("dict", [GoTypes.Any], (_, _, arguments) => Dict(arguments)),
    ];

    private static TimeValue InZone(IGoScope scope, GoValue receiver, ReadOnlySpan<GoValue> arguments) =>
        GoZone.TryLoad(Text(arguments[0]), scope.LocalZone, out GoZone? zone, out string error)
            ? new TimeValue(((TimeValue)arguments[1]).Moment.In(zone))
            : throw new GoErrorException(error);

    // toDate gives the zero time for what it cannot read; mustToDate gives the reason.
    private static TimeValue ParseTime(ReadOnlySpan<GoValue> arguments, bool must)
    {
        bool ok = TimeParse.TryParse(Text(arguments[0]), Text(arguments[1]), out GoMoment moment, out string error);
        return ok ? new TimeValue(moment)
            : must ? throw new GoErrorException(error)
            : new TimeValue(new GoMoment(-GoMoment.UnixEpochFromZero, 0, GoZone.Utc));
    }

    private static GoList Append(IGoScope scope, GoValue receiver, ReadOnlySpan<GoValue> arguments)
    {
        var list = (GoList)arguments[0];
        // Appending copies, so a loop of appends would be quadratic beyond the budget otherwise.
        scope.Charge(list.Count / 4);
        return new GoList([.. list.Elements, .. arguments[1..]], GoTypes.AnyList);
    }

    private static GoDictionary Dict(ReadOnlySpan<GoValue> arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new GoErrorException("dict requires an even number of arguments");
        }

        var values = new Dictionary<string, GoValue>(arguments.Length / 2, StringComparer.Ordinal);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            values[arguments[i] is GoString key && ReferenceEquals(key.Type, GoTypes.String)
                ? key.Text
                : throw new GoErrorException("dict keys must be strings")] = arguments[i + 1];
        }

        return new GoDictionary(values);
    }

    private static string Text(GoValue value) => ((GoString)value).Text;

    private static GoFunction OfText(string name, Func<string, string> body) =>
        GoFunction.Fixed(name, [GoTypes.String], (_, _, arguments) => GoValue.Of(body(Text(arguments[0]))));
}
