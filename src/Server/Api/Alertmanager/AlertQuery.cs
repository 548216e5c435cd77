using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Regexes;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>The parameters that both lists of alerts take.</summary>
internal sealed class AlertQuery
{
    private readonly bool _active;
    private readonly bool _silenced;
    private readonly bool _inhibited;
    private readonly bool _muted;
    private readonly IReadOnlyList<LabelMatcher> _matchers;
    private readonly Re2? _receiver;
    private readonly Dictionary<string, bool> _receiverVerdicts = [];

    private AlertQuery(IQueryCollection query, IReadOnlyList<LabelMatcher> matchers, Re2? receiver)
    {
        _active = Flag(query, "active");
        _silenced = Flag(query, "silenced");
        _inhibited = Flag(query, "inhibited");
        _muted = Flag(query, "muted");
        _matchers = matchers;
        _receiver = receiver;
    }

    /// <summary>Reads the parameters; the error if a matcher or the receiver's pattern is faulty.</summary>
    public static (AlertQuery? Query, ApiError? Error) Read(IQueryCollection query, MatcherParser parser)
    {
        (IReadOnlyList<LabelMatcher>? matchers, ApiError? error) = ReadMatchers(query, "filter", parser);
        if (matchers is null)
        {
            return (null, error);
        }

        string receiver = query["receiver"].ToString();
        if (receiver.Length == 0)
        {
            return (new AlertQuery(query, matchers, null), null);
        }

        return Re2.TryCompile(receiver, Re2Anchoring.Whole, out Re2? pattern, out string? fault)
            ? (new AlertQuery(query, matchers, pattern), null)
            : (null, ApiError.BadRequest($"failed to parse receiver param: {fault}"));
    }

    /// <summary>The matchers of every value of a parameter; all of them must match.</summary>
    public static (IReadOnlyList<LabelMatcher>? Matchers, ApiError? Error) ReadMatchers(
        IQueryCollection query, string name, MatcherParser parser)
    {
        var matchers = new List<LabelMatcher>();
        foreach (string? text in query[name])
        {
            if (!parser.TryParseOne(text ?? "", out LabelMatcher? matcher, out string? error))
            {
                return (null, ApiError.BadRequest(error));
            }

            matchers.Add(matcher);
        }

        return (matchers, null);
    }

    /// <summary>A flag that is true unless it says otherwise; what is no boolean counts as false, as upstream has it.</summary>
    public static bool Flag(IQueryCollection query, string name)
    {
        string? text = query[name].FirstOrDefault();
        return text is null or "1" or "t" or "T" or "true" or "TRUE" or "True" or "y" or "on" or "yes" or "ok";
    }

    /// <summary>Whether the alert is asked for.</summary>
    public bool Wants(AlertView view)
    {
        if (!_active && !view.IsSuppressed)
        {
            return false;
        }

        if ((!_silenced && view.SilencedBy.Count > 0) || (!_inhibited && view.InhibitedBy is not null))
        {
            return false;
        }

        return Matches(view.Alert.Labels);
    }

    /// <summary>Whether any of the alert's receivers is asked for.</summary>
    public bool WantsAnyReceiver(IReadOnlyList<RouteNode> routes)
    {
        for (int i = 0; i < routes.Count; i++)
        {
            if (WantsReceiver(routes[i].Receiver))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the receiver is asked for.</summary>
    public bool WantsReceiver(string name)
    {
        if (_receiver is null)
        {
            return true;
        }

        if (!_receiverVerdicts.TryGetValue(name, out bool wanted))
        {
            _receiverVerdicts[name] = wanted = _receiver.IsMatch(name.AsSpan());
        }

        return wanted;
    }

    /// <summary>Whether groups muted by a time interval are asked for.</summary>
    public bool WantsMuted(GroupView group) => _muted || group.MutedBy.Count == 0;

    private bool Matches(LabelSet labels)
    {
        for (int i = 0; i < _matchers.Count; i++)
        {
            if (!_matchers[i].Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
