namespace Tocsin.PromQL.Functions.Contracts;

/// <summary>A function of instant vectors, scalars and texts: at each step it adds its elements to the call's output.</summary>
internal delegate void VectorFunction(StepCall call);
