using Tocsin.Model;

namespace Tocsin.Server.Hosting;

/// <summary>How the last load of the configuration ended. Immutable.</summary>
/// <param name="Succeeded">Whether it is in force.</param>
/// <param name="LastSuccess">When a configuration came into force last.</param>
internal sealed record LoadOutcome(bool Succeeded, Instant LastSuccess);
