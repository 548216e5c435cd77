using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>Writes one button of a Rocket.Chat message. Immutable.</summary>
// Upstream reads all of the keys and sends type, text, url and msg alone; here each does what it says.
internal sealed class RocketChatAction(string place, RocketChatActionConfig config, IFieldCompiler templates)
{
    private readonly FieldTemplate _text = templates.Text(place + ".text", config.Text);
    private readonly FieldTemplate _url = templates.Text(place + ".url", config.Url);
    private readonly FieldTemplate _imageUrl = templates.Text(place + ".imageurl", config.ImageUrl);
    private readonly FieldTemplate _heightRatio = templates.Text(place + ".webviewheightratio", config.WebviewHeightRatio);
    private readonly FieldTemplate _msg = templates.Text(place + ".msg", config.Msg);
    private readonly FieldTemplate _processingType = templates.Text(place + ".msgprocessingtype", config.MsgProcessingType);

    /// <summary>Writes it; a button is the only kind that Rocket.Chat knows, whatever <c>type</c> says.</summary>
    public void Write(GoJsonWriter json, Rendering rendering) => json.BeginObject()
        .Field("type", "button")
        .FieldUnlessEmpty("text", rendering.Text(_text))
        .FieldUnlessEmpty("url", rendering.Text(_url))
        .FieldUnlessEmpty("image_url", rendering.Text(_imageUrl))
        .Name("is_webview").Value(config.IsWebView)
        .FieldUnlessEmpty("webview_height_ratio", rendering.Text(_heightRatio))
        .FieldUnlessEmpty("msg", rendering.Text(_msg))
        .Name("msg_in_chat_window").Value(config.MsgInChatWindow)
        .FieldUnlessEmpty("msg_processing_type", rendering.Text(_processingType))
        .EndObject();
}
