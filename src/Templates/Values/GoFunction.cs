using System.Collections.Immutable;

namespace Tocsin.Templates.Values;

/// <summary>The work of a function or a method.</summary>
/// <param name="scope">What the execution offers: the clock reading, the local zone, the budget.</param>
/// <param name="receiver">The value a method is called on; <see cref="GoValue.NoValue"/> for a function.</param>
/// <param name="arguments">
/// The arguments, already of the parameters' types. The span is only valid during the call: copy what is kept.
/// </param>
/// <exception cref="GoErrorException">The function returns an error, as Go's functions do.</exception>
public delegate GoValue GoBody(IGoScope scope, GoValue receiver, ReadOnlySpan<GoValue> arguments);

/// <summary>
/// A function, or a method, that templates may call. Must be pure but for what <see cref="IGoScope"/> offers.
/// </summary>
/// <param name="Name">Its name in templates.</param>
/// <param name="Parameters">The types of the parameters; the last is repeated if the function is variadic.</param>
/// <param name="IsVariadic">True if the last parameter takes any number of arguments.</param>
/// <param name="Body">What it does.</param>
public sealed record GoFunction(string Name, ImmutableArray<GoType> Parameters, bool IsVariadic, GoBody Body)
{
    /// <summary>A function with a fixed number of parameters.</summary>
    public static GoFunction Fixed(string name, ImmutableArray<GoType> parameters, GoBody body) =>
        new(name, parameters, false, body);

    /// <summary>A function whose last parameter takes any number of arguments.</summary>
    public static GoFunction Variadic(string name, ImmutableArray<GoType> parameters, GoBody body) =>
        new(name, parameters, true, body);

    /// <summary>A method without parameters.</summary>
    public static GoFunction Getter(string name, Func<GoValue, GoValue> body) =>
        new(name, [], false, (_, receiver, _) => body(receiver));
}

/// <summary>What an execution offers to the functions that it calls.</summary>
public interface IGoScope
{
    /// <summary>The clock reading of this execution; all of <c>now</c> and <c>since</c> agree on it.</summary>
    Tocsin.Model.Instant Now { get; }

    /// <summary>The zone that <c>.Local</c> and <c>now</c> use.</summary>
    GoTime.GoZone LocalZone { get; }

    /// <summary>Takes units from the execution's budget, about one per value or 16 characters handled.</summary>
    /// <exception cref="GoErrorException">The budget is used up.</exception>
    void Charge(long units);

    /// <summary>The value of a route label, rendered if it is a template itself.</summary>
    /// <exception cref="GoErrorException">
    /// It does not render, or route labels refer to each other in a circle.
    /// </exception>
    string RouteLabel(string name);

    /// <summary>What the functions of rules ask; only there if the execution was given it.</summary>
    /// <exception cref="GoErrorException">It was not.</exception>
    Execution.IRuleSource Rule { get; }
}

/// <summary>The error that a function returns; the execution stops and reports it with its place.</summary>
public sealed class GoErrorException(string message) : Exception(message);
