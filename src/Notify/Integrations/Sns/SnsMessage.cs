using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Sns;

/// <summary>Where a message goes: one of the three, unless the configuration gives several, which SNS refuses.</summary>
/// <param name="TopicArn">The topic.</param>
/// <param name="PhoneNumber">The phone.</param>
/// <param name="TargetArn">The device.</param>
internal sealed record SnsPlace(string TopicArn, string PhoneNumber, string TargetArn)
{
    /// <summary>The topic keeps the order and drops what comes twice.</summary>
    public bool IsFifo => TopicArn.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>The message becomes a text message.</summary>
    public bool IsPhone => PhoneNumber.Length > 0;
}

/// <summary>Writes the form of a Publish request. Immutable.</summary>
// Source: Alertmanager notify/sns. Differences, on purpose: a cut message ends with a mark and a whole character, a subject
// is made to fit, and FIFO topics get the notification's id for deduplication. Upstream gives them the group's, so that
// within five minutes SNS drops whatever the group has to say after its first message, the resolved one too.
internal sealed class SnsMessage
{
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: the attributes count too.
    private const int MessageBytesMax = 256 * 1024;

    // The same page: "less than 100 characters", and no line breaks.
    private const int SubjectRunesMax = 99;

    // https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html
    private const int SmsRunesMax = 1600;

    // An ellipsis is not in the basic alphabet of text messages, and would more than double their number.
    private const string SmsMark = "...";

    private readonly FieldTemplate _subject;
    private readonly FieldTemplate _message;
    private readonly IReadOnlyList<(FieldTemplate Name, FieldTemplate Value)> _attributes;

    public SnsMessage(SnsConfig config, IFieldCompiler templates)
    {
        _subject = templates.Text("subject", config.Subject);
        _message = templates.Text("message", config.Message);
        _attributes = [.. config.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a =>
            (templates.Text("attributes", a.Key), templates.Text($"attributes.{a.Key}", a.Value)))];
    }

    /// <summary>The form.</summary>
    public List<(string Name, string Value)> Write(Rendering rendering, SnsPlace place)
    {
        Notification notification = rendering.Context.Notification;
        List<(string Name, string Value)> attributes = Attributes(rendering);
        if (notification.FallbackFor is { } fallback && !place.IsPhone)
        {
            attributes.Add(("fallback", FallbackLabel.Header(fallback)));
        }

        string? subject = Subject(rendering, place);
        (string message, bool isCut) = Message(rendering, place, MessageBytesMax - attributes.Sum(Bytes));
        if (isCut)
        {
            attributes.Add(("truncated", "true"));
        }

        // A topic's subscribers may be programs, whose message must stay as they know it.
        if (notification.IsRepeat && !place.IsPhone && !place.IsFifo)
        {
            attributes.Add(("repeat", "true"));
        }

        List<(string Name, string Value)> form = [("Action", "Publish"), ("Version", "2010-03-31")];
        AddUnlessEmpty(form, "TopicArn", place.TopicArn);
        AddUnlessEmpty(form, "PhoneNumber", place.PhoneNumber);
        AddUnlessEmpty(form, "TargetArn", place.TargetArn);
        AddUnlessEmpty(form, "Subject", subject ?? "");
        form.Add(("Message", message));
        for (int i = 0; i < attributes.Count; i++)
        {
            string entry = $"MessageAttributes.entry.{i + 1}.";
            form.Add((entry + "Name", attributes[i].Name));
            form.Add((entry + "Value.DataType", "String"));
            form.Add((entry + "Value.StringValue", attributes[i].Value));
        }

        if (place.IsFifo)
        {
            form.Add(("MessageGroupId", GroupKeyHash.Of(notification)));
            form.Add(("MessageDeduplicationId", notification.Id));
        }

        return form;
    }

    private static void AddUnlessEmpty(List<(string Name, string Value)> form, string name, string value)
    {
        if (value.Length > 0)
        {
            form.Add((name, value));
        }
    }

    private static int Bytes((string Name, string Value) attribute) =>
        Encoding.UTF8.GetByteCount(attribute.Name) + Encoding.UTF8.GetByteCount(attribute.Value) + "String".Length;

    // SNS refuses an attribute without a name or a value, and the whole message with it.
    private List<(string Name, string Value)> Attributes(Rendering rendering)
    {
        List<(string Name, string Value)> attributes = [];
        foreach ((FieldTemplate nameTemplate, FieldTemplate valueTemplate) in _attributes)
        {
            string name = rendering.Text(nameTemplate);
            string value = rendering.Text(valueTemplate);
            if (name.Length > 0 && value.Length > 0)
            {
                attributes.Add((name, value));
            }
        }

        return attributes;
    }

    private string? Subject(Rendering rendering, SnsPlace place)
    {
        string text = rendering.TextOrNull(_subject) ?? FallbackMessage.Title(rendering.Context.Notification);
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line.Length == 0)
        {
            return null;
        }

        Notification notification = rendering.Context.Notification;
        line = place.IsFifo ? FallbackLabel.On(line, notification) : RepeatLabel.On(line, notification);
        return Truncation.InRunes(line, SubjectRunesMax);
    }

    private (string Text, bool IsCut) Message(Rendering rendering, SnsPlace place, int bytesMax)
    {
        Notification notification = rendering.Context.Notification;
        string? text = rendering.TextOrNull(_message);
        if (text is null)
        {
            text = place.IsPhone
                ? FallbackMessage.Line(notification)
                : FallbackMessage.Text(notification, rendering.Error!);
        }

        // SNS refuses an empty message.
        text = string.IsNullOrWhiteSpace(text) ? FallbackMessage.Title(notification) : text;
        text = place.IsPhone ? RepeatLabel.On(text, notification) : text;
        string cut = place.IsPhone ? CutForPhone(text) : Truncation.InBytes(text, Math.Max(bytesMax - TruncatedBytes, 1024));
        return (cut, cut.Length < text.Length);
    }

    // Room for the attributes that say what was done to the message.
    private static int TruncatedBytes => Bytes(("truncated", "true")) + Bytes(("repeat", "true"));

    private static string CutForPhone(string text)
    {
        string cut = Truncation.InRunes(text, SmsRunesMax);
        return cut.Length == text.Length ? text : Truncation.InRunes(text, SmsRunesMax - SmsMark.Length + 1)[..^1] + SmsMark;
    }
}
