using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Tests.Ast;

public sealed class FunctionTableTests
{
    [Fact]
    public void There_are_73_stable_functions_and_17_experimental_ones()
    {
        Assert.Equal(73, FunctionTable.All.Count(f => !f.IsExperimental));
        Assert.Equal(17, FunctionTable.All.Count(f => f.IsExperimental));
    }

    [Theory]
    [InlineData("rate", 1, 1)]
    [InlineData("round", 1, 2)]
    [InlineData("hour", 0, 1)]
    [InlineData("pi", 0, 0)]
    [InlineData("label_join", 3, int.MaxValue)]
    [InlineData("histogram_quantiles", 3, 12)]
    public void A_function_takes_so_many_arguments(string name, int fewest, int most)
    {
        Assert.True(FunctionTable.TryGet(name, out FunctionSignature? function));
        Assert.Equal((fewest, most), (function.ArgumentsMin, function.ArgumentsMax));
    }

    [Fact]
    public void The_last_type_holds_for_all_arguments_that_are_repeated()
    {
        Assert.True(FunctionTable.TryGet("label_join", out FunctionSignature? function));
        Assert.Equal(ExpressionType.Vector, function.ArgumentType(0));
        Assert.Equal(ExpressionType.Text, function.ArgumentType(9));
    }
}
