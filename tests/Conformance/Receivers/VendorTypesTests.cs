using System.Text;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

// What Tocsin sends is written as values of the types that the vendors' own client libraries declare, and the TypeScript
// compiler says whether they are.
[Collection(ReceiverPlays.Collection)]
public sealed class VendorTypesTests(ReceiverPlays plays)
{
    [Fact]
    public async Task Slack_attachments_are_what_its_library_declares() => await CheckAsync(
        "@slack/web-api",
        """
        import type { MessageAttachment, ChatPostMessageArguments, ChatUpdateArguments } from '@slack/web-api';

        // The library knows no mark-up of the fallback, which Alertmanager asks for.
        type Attachment = Omit<MessageAttachment, 'mrkdwn_in'> & { mrkdwn_in: ('fallback' | 'pretext' | 'text' | 'fields')[] };
        // A name beside both icons and in an update is Alertmanager's too.
        type Post = Pick<ChatPostMessageArguments, 'channel' | 'link_names' | 'icon_url' | 'icon_emoji'>
          & { username?: string, text?: string, attachments: Attachment[] };
        type Update = Pick<ChatUpdateArguments, 'channel' | 'ts'> & { username?: string, attachments: Attachment[] };
        """,
        request => !request.Case.StartsWith("slack-", StringComparison.Ordinal) ? null
            : request.Path.EndsWith("chat.update", StringComparison.Ordinal) ? "Update"
            : request.Text.Contains("\"channel\"", StringComparison.Ordinal) ? "Post" : "Omit<Post, 'channel'>");

    [Fact]
    public async Task Pagerduty_events_are_what_its_library_declares() => await CheckAsync(
        "@pagerduty/pdjs",
        """
        import type { EventPayloadV2 } from '@pagerduty/pdjs/build/src/events.js';

        // https://developer.pagerduty.com/docs/send-alert-event has these, the library has them not.
        type Event = EventPayloadV2 & { client?: string, client_url?: string };
        """,
        request => request.Path.EndsWith("/v2/enqueue", StringComparison.Ordinal) ? "Event" : null);

    [Fact]
    public async Task Discord_messages_are_what_its_library_declares() => await CheckAsync(
        "discord-api-types",
        "import type { RESTPostAPIWebhookWithTokenJSONBody as Message } from 'discord-api-types/v10';",
        request => request.Case.StartsWith("discord-", StringComparison.Ordinal) ? "Message" : null);

    private async Task CheckAsync(string module, string types, Func<VendorRequest, string?> typeOf)
    {
        string modules = Needs.Modules(module);
        ReceiverPlay play = await plays.GetAsync(0);
        string folder = Repository.NewTemporaryFolder("types");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), modules);
            string file = Path.Combine(folder, "sent.mts");
            (string source, int count) = Write(types, play.Ours, typeOf);
            Assert.True(count > 5, "too little was sent to prove anything");
            await File.WriteAllTextAsync(file, source);
            ProgramResult compiled = await ChildProcess.RunAsync(
                "node", Path.Combine(modules, "typescript", "bin", "tsc"), "--noEmit", "--strict", "--skipLibCheck",
                "--types", "", "--target", "es2022", "--module", "nodenext", file);
            Assert.True(compiled.ExitCode == 0, Explain(compiled.Output + compiled.Errors, source));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // One line for each message, so that a complaint's line names it.
    private static (string Source, int Count) Write(
        string types, IReadOnlyList<VendorRequest> requests, Func<VendorRequest, string?> typeOf)
    {
        var source = new StringBuilder(types).Append('\n');
        int count = 0;
        foreach (VendorRequest request in requests)
        {
            if (typeOf(request) is { } type)
            {
                source.Append($"export const {request.Case.Replace('-', '_')}_{count++}: {type} = ")
                    .Append(JsonNode.Parse(request.Text)!.ToJsonString()).Append(";\n");
            }
        }

        return (source.ToString(), count);
    }

    private static string Explain(string complaints, string source)
    {
        string[] lines = source.Split('\n');
        return string.Join('\n', complaints.Split('\n').Select(complaint =>
        {
            string[] parts = complaint.Split('(', ',');
            return parts.Length > 2 && int.TryParse(parts[1], out int line) && line <= lines.Length
                ? $"{complaint}\n  {lines[line - 1][..Math.Min(300, lines[line - 1].Length)]}"
                : complaint;
        }));
    }
}
