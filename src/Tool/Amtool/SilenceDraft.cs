using System.Text.Json.Nodes;
using Tocsin.Model.Durations;
using Tocsin.Model.Matching;
using Tocsin.Templates.GoTime;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>Makes the silence to post from what was given.</summary>
internal static class SilenceDraft
{
    private static readonly string[] PostedKeys =
        ["id", "annotations", "comment", "createdBy", "endsAt", "matchers", "startsAt"];

    /// <summary>A new silence.</summary>
    public static JsonObject Create(Invocation given)
    {
        var arguments = new MatcherArguments(given);
        var matchers = new JsonArray();
        foreach (string argument in arguments.WithAlertName(given.List("matcher-groups")))
        {
            matchers.Add(Matcher(arguments.Parse(argument)));
        }

        if (matchers.Count == 0)
        {
            throw new CommandFailure("no matchers specified");
        }

        GoMoment start = given.Text("start") is { Length: > 0 } text
            ? Dates.Parse(text)
            : Dates.Now(given.Terminal);
        GoMoment end = given.Text("end") is { Length: > 0 } endText
            ? Dates.Parse(endText)
            : Dates.After(start, Duration(given.Text("duration")));
        RequireOrder(start, end);
        if (given.IsOn("require-comment") && given.Text("comment").Length == 0)
        {
            throw new CommandFailure("comment required by config");
        }

        var silence = new JsonObject
        {
            ["comment"] = given.Text("comment"),
            ["createdBy"] = given.Text("author"),
            ["endsAt"] = Dates.Write(end),
            ["matchers"] = matchers,
            ["startsAt"] = Dates.Write(start),
        };
        if (given.List("annotation") is { Count: > 0 } annotations)
        {
            silence["annotations"] = arguments.Pairs(annotations, "annotations must be specified as key=value pairs");
        }

        return silence;
    }

    /// <summary>Changes a silence of the API as asked.</summary>
    public static void Change(JsonObject silence, Invocation given)
    {
        if (given.Text("start") is { Length: > 0 } start)
        {
            silence["startsAt"] = Dates.Write(Dates.Parse(start));
        }

        GoMoment from = Time(silence, "startsAt");
        if (given.Text("end") is { Length: > 0 } end)
        {
            silence["endsAt"] = Dates.Write(Dates.Parse(end));
        }
        else if (given.Text("duration") is { Length: > 0 } duration)
        {
            silence["endsAt"] = Dates.Write(Dates.After(from, Duration(duration)));
        }

        RequireOrder(from, Time(silence, "endsAt"));
        if (given.Text("comment") is { Length: > 0 } comment)
        {
            silence["comment"] = comment;
        }
    }

    /// <summary>The part of a silence that may be posted.</summary>
    public static JsonObject Postable(JsonObject silence)
    {
        var posted = new JsonObject();
        foreach (string key in PostedKeys.Where(silence.ContainsKey))
        {
            posted[key] = silence[key]?.DeepClone();
        }

        return posted;
    }

    private static JsonObject Matcher(LabelMatcher matcher) => new()
    {
        ["isEqual"] = matcher.Op.IsPositive(),
        ["isRegex"] = matcher.Op.IsRegex(),
        ["name"] = matcher.Name,
        ["value"] = matcher.Value,
    };

    private static TimeSpan Duration(string text)
    {
        if (!PrometheusDuration.TryParse(text, out TimeSpan duration, out string? error))
        {
            throw new CommandFailure(error);
        }

        return duration > TimeSpan.Zero
            ? duration
            : throw new CommandFailure("silence duration must be greater than 0");
    }

    private static GoMoment Time(JsonObject silence, string key) => Dates.Read(Json.Text(silence, key))
        ?? throw new CommandFailure($"the server's silence has no usable {key}");

    private static void RequireOrder(GoMoment start, GoMoment end)
    {
        if (start.CompareInstant(end) > 0)
        {
            throw new CommandFailure("silence cannot start after it ends");
        }
    }
}
