using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>Reads the matchers and labels among the arguments.</summary>
internal sealed class MatcherArguments
{
    private readonly Terminal _terminal;

    public MatcherArguments(Invocation given)
    {
        _terminal = given.Terminal;
        if (!FeatureFlags.TryParse(given.Text("enable-feature"), out FeatureFlags features, out string? error))
        {
            throw new CommandFailure($"error parsing the feature flag list: {error}");
        }

        Parser = ParserFor(features);
    }

    /// <summary>The grammar in use.</summary>
    public MatcherParser Parser { get; }

    /// <summary>The grammar that these features choose.</summary>
    public static MatcherParser ParserFor(FeatureFlags features) => features switch
    {
        { ClassicMode: true } => new MatcherParser(MatcherMode.Classic),
        { Utf8StrictMode: true } => new MatcherParser(MatcherMode.Utf8Strict),
        _ => MatcherParser.Default,
    };

    /// <summary>The arguments with a first one that is no matcher taken for the alert name.</summary>
    public List<string> WithAlertName(IReadOnlyList<string> arguments)
    {
        var result = new List<string>(arguments);
        if (result.Count > 0 && !Parser.TryParseOne(result[0], out _, out _))
        {
            result[0] = "alertname=" + GoQuote.Quote(result[0]);
        }

        return result;
    }

    /// <summary>Reads one matcher.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public LabelMatcher Parse(string argument)
    {
        var warnings = new List<MatcherWarning>();
        if (!Parser.TryParseOne(argument, out LabelMatcher? matcher, out string? error, warnings))
        {
            throw new CommandFailure(error);
        }

        foreach (MatcherWarning warning in warnings)
        {
            // On standard error: upstream mixes this into the output that scripts read.
            _terminal.Error.Write($"Warning: {warning.Message} input={GoQuote.Quote(warning.Input)}"
                + $" suggestion={GoQuote.Quote(warning.Suggestion)}\n");
        }

        return matcher;
    }

    /// <summary>Reads <c>name=value</c> pairs.</summary>
    /// <param name="arguments">The pairs.</param>
    /// <param name="error">What to say about a matcher that is no pair.</param>
    public JsonObject Pairs(IEnumerable<string> arguments, string error)
    {
        var pairs = new JsonObject();
        foreach (string argument in arguments)
        {
            LabelMatcher matcher = Parse(argument);
            pairs[matcher.Name] = matcher.Op == MatchOp.Equal ? matcher.Value : throw new CommandFailure(error);
        }

        return pairs;
    }
}
