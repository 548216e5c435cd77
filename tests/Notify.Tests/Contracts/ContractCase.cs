namespace Tocsin.Notify.Tests.Contracts;

/// <summary>What an integration is configured with to prove that it keeps <see cref="NotifierContract"/>.</summary>
/// <param name="Server">The receiver, without a path and without a slash at its end.</param>
/// <param name="Template">The template of every text in which the alerts are told.</param>
/// <param name="Timeout">The <c>timeout</c> of the configuration, if the integration has one.</param>
internal sealed record ContractCase(string Server, string Template, TimeSpan Timeout)
{
    /// <summary>What stands in the message if its texts are told by a template that works, or by none.</summary>
    public const string Facts = "a is unwell";

    /// <summary>A template that gives <see cref="Facts"/>.</summary>
    public const string GoodTemplate = "{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}";

    /// <summary>A template that parses and fails.</summary>
    public const string BrokenTemplate = "{{ .NoSuchField }}";
}
