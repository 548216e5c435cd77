using System.Text;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Matrix;

/// <summary>Writes the content of a message to a room. Immutable.</summary>
// https://spec.matrix.org/latest/client-server-api/#mroommessage
internal sealed class MatrixMessage(MatrixConfig config, IFieldCompiler templates)
{
    // https://spec.matrix.org/latest/client-server-api/#size-limits: an event has at most 64 KiB with all that servers add.
    // An update holds both texts twice, and JSON needs two bytes for some characters.
    private const int TextBytesMax = 8 * 1024;
    private const int HtmlBytesMax = 16 * 1024;

    private static readonly MessageBody Body = new(TextLimit.Bytes(TextBytesMax).Fit);

    private readonly FieldTemplate _text = templates.Text("text", config.Text);
    private readonly FieldTemplate? _html = config.Html.Length == 0 ? null : templates.Html("html", config.Html);

    /// <summary>Writes the message; <paramref name="updated"/> is the event that it takes the place of, or null.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering, string? updated)
    {
        string? text = rendering.TextOrNull(_text);
        string html = _html is null ? "" : rendering.Text(_html).Trim();
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            rendering.Note("text: the template gives an empty text");
        }

        // Programs show the HTML where there is any, so an error must not stand in the text alone.
        string body = Body.Compose(rendering, text is null ? null : WithoutControls(text.Trim()));
        bool hasHtml = html.Length > 0 && rendering.Error is null && Encoding.UTF8.GetByteCount(html) <= HtmlBytesMax;
        html = hasHtml ? FallbackLabel.On(WithoutControls(html), rendering.Context.Notification) : "";
        body = FallbackLabel.On(body, rendering.Context.Notification);

        GoJsonWriter json = new GoJsonWriter().BeginObject();
        if (updated is null)
        {
            return Content(json, body, html).EndObject().Written;
        }

        // Programs that know no updates show the star, as people do who correct themselves.
        Content(json, "* " + body, html.Length == 0 ? "" : "* " + html);
        Content(json.Name("m.new_content").BeginObject(), body, html).EndObject();
        return json.Name("m.relates_to").BeginObject()
            .Field("rel_type", "m.replace").Field("event_id", updated)
            .EndObject().EndObject().Written;
    }

    private static string WithoutControls(string text) => string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'));

    private GoJsonWriter Content(GoJsonWriter json, string body, string html)
    {
        json.Field("msgtype", config.MsgType).Field("body", body);
        return html.Length == 0 ? json : json.Field("format", "org.matrix.custom.html").Field("formatted_body", html);
    }
}
