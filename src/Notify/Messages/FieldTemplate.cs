namespace Tocsin.Notify.Messages;

/// <summary>One templated field of an integration, compiled when the configuration was loaded. Immutable.</summary>
public abstract class FieldTemplate
{
    /// <summary>The key of the field in the configuration, for error messages.</summary>
    public abstract string Field { get; }

    /// <summary>Writes the text, or says why it cannot.</summary>
    public abstract FieldText Render(MessageContext context);
}

/// <summary>The text of a field.</summary>
/// <param name="Text">The text; empty if there was an error.</param>
/// <param name="Error">What went wrong, or null.</param>
public readonly record struct FieldText(string Text, string? Error);

/// <summary>Compiles the templated fields of one receiver.</summary>
public interface IFieldCompiler
{
    /// <summary>Compiles a text template. One that does not parse renders as its error, for the caller to fall back.</summary>
    FieldTemplate Text(string field, string source);

    /// <summary>Compiles an HTML template, which escapes what it inserts by the place it stands in.</summary>
    FieldTemplate Html(string field, string source);
}

/// <summary>Renders the fields of one message and keeps the first error.</summary>
internal sealed class Rendering(MessageContext context)
{
    public MessageContext Context { get; } = context;

    /// <summary>The first error, with the name of its field; null if all went well.</summary>
    public string? Error { get; private set; }

    /// <summary>Keeps an error that was found elsewhere, unless there is one already.</summary>
    public void Note(string error) => Error ??= error;

    /// <summary>The text, or the empty one with <see cref="Error"/> set.</summary>
    public string Text(FieldTemplate template)
    {
        FieldText rendered = template.Render(Context);
        if (rendered.Error is { } error)
        {
            Error ??= $"{template.Field}: {error}";
        }

        return rendered.Text;
    }

    /// <summary>The text, or null with <see cref="Error"/> set.</summary>
    public string? TextOrNull(FieldTemplate template)
    {
        FieldText rendered = template.Render(Context);
        if (rendered.Error is not { } error)
        {
            return rendered.Text;
        }

        Error ??= $"{template.Field}: {error}";
        return null;
    }
}
