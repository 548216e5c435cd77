namespace Tocsin.Server.Tests.Api;

/// <summary>
/// Tests that hold <c>/metrics</c> to a number. Instruments are the process's, so no other server may count beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountedAlone
{
    public const string Name = "counted alone";
}
