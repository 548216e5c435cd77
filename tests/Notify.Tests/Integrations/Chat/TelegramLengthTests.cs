using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Telegram;

namespace Tocsin.Notify.Tests.Integrations.Chat;

/// <summary>Whatever a template gives, what is sent is a message that Telegram takes.</summary>
public sealed partial class TelegramLengthTests : ChatTests
{
    private const int RunesMax = 4096;
    private const int BytesMax = 32 * 1024;
    private const string Cut = "…\n(cut here: too long for one message)";

    [Fact]
    public async Task HTML_is_cut_at_4096_characters_with_its_tags_closed()
    {
        string text = await SentAsync("<b>All: <i>" + string.Concat(Enumerable.Repeat("&lt;🔥", 3000)) + "</i></b>");

        Assert.EndsWith("</i></b>" + Cut, text, StringComparison.Ordinal);
        Assert.Equal(RunesMax, Visible(text));
    }

    [Fact]
    public async Task Markup_does_not_count_so_a_message_of_many_links_goes_whole()
    {
        string html = string.Concat(Enumerable.Repeat("<a href=\"http://example.com/a/long/path\">link</a> ", 500));

        Assert.Equal(html, await SentAsync(html));
    }

    [Fact]
    public async Task Markup_counts_towards_the_32_KiB_of_a_message()
    {
        string text = await SentAsync(string.Concat(Enumerable.Repeat("<a href=\"http://example.com/a/long/path\">link</a> ", 900)));

        Assert.InRange(Encoding.UTF8.GetByteCount(text), BytesMax - 100, BytesMax);
        Assert.EndsWith("</a>" + Cut, text.Replace(" …", "…", StringComparison.Ordinal), StringComparison.Ordinal);
        AssertBalanced(text);
    }

    [Theory]
    [InlineData("", "\n(cut here: too long for one message)")]
    [InlineData("MarkdownV2", "\n\\(cut here: too long for one message\\)")]
    public async Task Other_texts_are_cut_at_4096_runes_with_a_note_in_their_markup(string mode, string note)
    {
        string text = await SentAsync(string.Concat(Enumerable.Repeat("🔥", 5000)), mode);

        Assert.Equal(RunesMax, text.EnumerateRunes().Count());
        Assert.EndsWith("🔥…" + note, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_HTML_is_cut_to_HTML_that_is_short_enough_and_whole()
    {
        Gen<string> piece = Gen.Elements(
            "<b>", "<i>", "<a href=\"http://x/?a=1&amp;b=2\">", "<code class=\"language-x\">", "</>", "&lt;", "&#128293;", "&nope;",
            "🔥", new string('x', 700), string.Concat(Enumerable.Repeat("&amp;", 300)), "\n");
        Prop.ForAll(piece.ArrayOf().Where(p => p.Length is > 10 and < 60).ToArbitrary(), pieces =>
        {
            string html = WellFormed(pieces);
            string text = SentAsync(html).GetAwaiter().GetResult();
            AssertBalanced(text);
            Assert.InRange(Visible(text), 1, RunesMax);
            Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, BytesMax);
            Assert.True(text == html || text.EndsWith(Cut, StringComparison.Ordinal), text);
            Assert.True(text == html || Visible(html) > RunesMax || Encoding.UTF8.GetByteCount(html) > BytesMax, text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    // "</>" closes whatever is open.
    private static string WellFormed(string[] pieces)
    {
        var open = new Stack<string>();
        var html = new StringBuilder("x");
        foreach (string piece in pieces)
        {
            if (piece == "</>")
            {
                html.Append(open.TryPop(out string? name) ? $"</{name}>" : "");
                continue;
            }

            html.Append(piece);
            if (piece[0] == '<')
            {
                open.Push(Tag().Match(piece).Groups["name"].Value);
            }
        }

        foreach (string name in open)
        {
            html.Append($"</{name}>");
        }

        return html.ToString();
    }

    private static void AssertBalanced(string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(html))
        {
            string name = tag.Groups["name"].Value;
            if (tag.Groups["end"].Length == 0)
            {
                open.Push(name);
            }
            else
            {
                Assert.Equal(name, open.Pop());
            }
        }

        Assert.Empty(open);
    }

    private static int Visible(string html) => WebUtility.HtmlDecode(Tag().Replace(html, "")).EnumerateRunes().Count();

    private async Task<string> SentAsync(string message, string mode = "HTML")
    {
        Server.Answer(200, "{\"ok\":true}");
        await Send(
            new TelegramConfig
            {
                ApiUrl = new WebUrl(Server.Url("")),
                BotToken = new Secret("123:token"),
                ChatId = 1,
                ParseMode = mode,
                Message = message,
            },
            Firing());
        return (await NextJsonAsync()).GetProperty("text").GetString()!;
    }

    [GeneratedRegex("<(?<end>/?)(?<name>[a-z]+)[^>]*>")]
    private static partial Regex Tag();
}
