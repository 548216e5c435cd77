using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// Imports silences from JSON, several at once. One that is refused does not keep the others from coming in.
/// </summary>
internal static class SilenceImport
{
    private const int QueuedMax = 100;

    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(Invocation given, CancellationToken cancellationToken) =>
        AmtoolSession.RunAsync(given, session => ImportAsync(session, session.Cancellation), cancellationToken);

    private static async Task ImportAsync(AmtoolSession session, CancellationToken cancellationToken)
    {
        string path = session.Given.Text("input-file");
        await using Stream input = path.Length > 0 ? File.OpenRead(path) : session.Given.Terminal.OpenInput();
        var silences = Channel.CreateBounded<JsonObject>(QueuedMax);
        Task<int>[] workers =
        [
            .. Enumerable.Range(0, Math.Clamp(session.Given.Whole("worker"), 1, QueuedMax))
                .Select(_ => WorkAsync(session, silences.Reader)),
        ];
        int count = 0;
        try
        {
            await foreach (JsonObject? silence in ReadAsync(input, cancellationToken))
            {
                if (session.Given.IsOn("force"))
                {
                    silence?.Remove("id");
                }

                await silences.Writer.WriteAsync(silence ?? [], cancellationToken);
                count++;
            }
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"couldn't unmarshal input data, is it JSON?: {e.Message}", e);
        }
        finally
        {
            silences.Writer.Complete();
            await Task.WhenAll(workers);
        }

        int failed = workers.Sum(w => w.Result);
        if (failed > 0)
        {
            throw new CommandFailure($"couldn't import {failed} out of {count} silences");
        }
    }

    private static IAsyncEnumerable<JsonObject?> ReadAsync(Stream input, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsyncEnumerable<JsonObject>(input, JsonSerializerOptions.Web, cancellationToken);

    private static async Task<int> WorkAsync(AmtoolSession session, ChannelReader<JsonObject> silences)
    {
        int failed = 0;
        await foreach (JsonObject silence in silences.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                string id = await AddAsync(session, SilenceDraft.Postable(silence));
                lock (session)
                {
                    session.Out.Write(id + "\n");
                }
            }
            catch (Exception e) when (e is ApiFailure or CommandFailure)
            {
                failed++;
                string id = Json.Text(silence, "id");
                lock (session)
                {
                    session.Given.Terminal.Error.Write($"Error adding silence id='{id}': {e.Message}\n");
                }
            }
        }

        return failed;
    }

    private static async Task<string> AddAsync(AmtoolSession session, JsonObject silence)
    {
        try
        {
            return await session.Api.PostSilenceAsync(silence, session.Cancellation);
        }
        catch (ApiFailure failure) when (failure.Status == 404 && silence.Remove("id"))
        {
            // It is not known here yet, so it is a new one.
            return await session.Api.PostSilenceAsync(silence, session.Cancellation);
        }
    }
}
