using System.Text.Json.Nodes;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool silence</c>: add, change, end, look at and import silences.</summary>
internal static class SilenceCommands
{
    private const string TimeFormat = "RFC3339 format 2006-01-02T15:04:05-07:00";

    /// <summary>Describes the commands.</summary>
    public static CommandSpec Create() => new(
        "silence",
        "Add, expire or view silences. For more information and additional flags see query help")
    {
        Commands = [Add(), Expire(), Import(), Query(), Update()],
    };

    private static CommandSpec Add() => new("add", AmtoolHelp.SilenceAdd)
    {
        Flags =
        [
            new("author", "Username for CreatedBy field")
            {
                Letter = 'a',
                PlaceHolder = "AUTHOR",
                Default = [Environment.UserName],
            },
            new("require-comment", "Require comment to be set")
            {
                Kind = ValueKind.Switch,
                Hidden = true,
                Default = ["true"],
            },
            new("duration", "Duration of silence") { Letter = 'd', Default = ["1h"] },
            new("start", $"Set when the silence should start. {TimeFormat}"),
            new("end", $"Set when the silence should end (overwrites duration). {TimeFormat}"),
            new("comment", "A comment to help describe the silence") { Letter = 'c' },
            new("annotation", "Set an annotation to be included with the silence") { Kind = ValueKind.TextList },
        ],
        Arguments = [new("matcher-groups", "Query filter") { Kind = ValueKind.TextList }],
        Run = AddAsync,
    };

    private static CommandSpec Expire() => new("expire", "expire an alertmanager silence")
    {
        Arguments = [new("silence-ids", "Ids of silences to expire") { Kind = ValueKind.TextList }],
        Run = ExpireAsync,
    };

    private static CommandSpec Import() => new("import", AmtoolHelp.SilenceImport)
    {
        Flags =
        [
            new("force", "Force adding new silences even if it already exists")
            {
                Letter = 'f',
                Kind = ValueKind.Switch,
            },
            new("worker", "Number of concurrent workers to use for import")
            {
                Letter = 'w',
                Kind = ValueKind.Whole,
                Default = ["8"],
            },
        ],
        Arguments = [new("input-file", "JSON file with silences") { Kind = ValueKind.ExistingFile }],
        Run = SilenceImport.RunAsync,
    };

    private static CommandSpec Query() => new("query", AmtoolHelp.SilenceQuery)
    {
        IsDefault = true,
        Flags =
        [
            new("expired", "Show expired silences instead of active") { Kind = ValueKind.Switch },
            new("quiet", "Only show silence ids") { Letter = 'q', Kind = ValueKind.Switch },
            new("created-by", "Show silences that belong to this creator"),
            new("id", "Get a single silence by its ID"),
            new("within", "Show silences that will expire or have expired within a duration")
            {
                Kind = ValueKind.Duration,
            },
        ],
        Arguments = [new("matcher-groups", "Query filter") { Kind = ValueKind.TextList }],
        Run = (given, cancellation) => AmtoolSession.RunAsync(given, QueryAsync, cancellation),
    };

    private static CommandSpec Update() => new("update", "Update silences")
    {
        Flags =
        [
            new("quiet", "Only show silence ids") { Letter = 'q', Kind = ValueKind.Switch },
            new("duration", "Duration of silence") { Letter = 'd' },
            new("start", $"Set when the silence should start. {TimeFormat}"),
            new("end", $"Set when the silence should end (overwrites duration). {TimeFormat}"),
            new("comment", "A comment to help describe the silence") { Letter = 'c' },
        ],
        Arguments = [new("update-ids", "Silence IDs to update") { Kind = ValueKind.TextList }],
        Run = UpdateAsync,
    };

    private static Task<int> AddAsync(Invocation given, CancellationToken cancellationToken)
    {
        JsonObject silence = SilenceDraft.Create(given);
        return AmtoolSession.RunAsync(
            given,
            async session =>
            {
                string id = await session.Api.PostSilenceAsync(silence, session.Cancellation);
                session.Out.Write(id + "\n");
            },
            cancellationToken);
    }

    private static Task<int> ExpireAsync(Invocation given, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids = Ids(given, "silence-ids");
        return AmtoolSession.RunAsync(
            given,
            async session =>
            {
                foreach (string id in ids)
                {
                    await session.Api.DeleteSilenceAsync(id, session.Cancellation);
                }
            },
            cancellationToken);
    }

    private static Task<int> UpdateAsync(Invocation given, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids = Ids(given, "update-ids");
        return AmtoolSession.RunAsync(
            given,
            async session =>
            {
                var updated = new JsonArray();
                foreach (string id in ids)
                {
                    JsonObject silence = await session.Api.GetSilenceAsync(id, session.Cancellation);
                    SilenceDraft.Change(silence, given);
                    JsonObject postable = SilenceDraft.Postable(silence);
                    silence["id"] = await session.Api.PostSilenceAsync(postable, session.Cancellation);
                    updated.Add(silence);
                }

                Show(session, updated);
            },
            cancellationToken);
    }

    private static async Task QueryAsync(AmtoolSession session)
    {
        Invocation given = session.Given;
        List<string> filters = new MatcherArguments(given).WithAlertName(given.List("matcher-groups"));
        JsonArray found = await session.Api.GetSilencesAsync(filters, session.Cancellation);
        long now = Dates.Now(given.Terminal).UnixNanos;
        long within = given.Duration("within").Ticks * TimeSpan.NanosecondsPerTick;
        var shown = new JsonArray();
        foreach (JsonObject silence in Json.Objects(found).Where(s => IsWanted(s, given)))
        {
            long end = Dates.Order(Json.Text(silence, "endsAt"));
            bool expired = given.IsOn("expired");
            bool inState = expired ? end <= now : end >= now;
            bool inTime = within <= 0 || (expired ? end >= now - within : end <= now + within);
            if (inState && inTime)
            {
                shown.Add(silence.DeepClone());
            }
        }

        Show(session, shown);
    }

    private static bool IsWanted(JsonObject silence, Invocation given) =>
        (given.Text("created-by") is not { Length: > 0 } author || Json.Text(silence, "createdBy") == author)
        && (given.Text("id") is not { Length: > 0 } id || Json.Text(silence, "id") == id);

    private static void Show(AmtoolSession session, JsonArray silences)
    {
        if (!session.Given.IsOn("quiet"))
        {
            session.Output.Silences(silences);
            return;
        }

        foreach (JsonObject silence in Json.Objects(silences))
        {
            session.Out.Write(Json.Text(silence, "id") + "\n");
        }
    }

    private static IReadOnlyList<string> Ids(Invocation given, string argument) =>
        given.List(argument) is { Count: > 0 } ids ? ids : throw new CommandFailure("no silence IDs specified");
}
