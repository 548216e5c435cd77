using System.Text;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Backends;

namespace Tocsin.Server.Tests.Backends;

public sealed class BackendAnswerTests
{
    [Fact]
    public void A_vector_is_read_with_all_its_numbers()
    {
        QueryResult result = Read("""
            {"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"__name__":"up","job":"a"},"value":[1.5,"1e-07"]},{"metric":{},"value":[1.5,"+Inf"]},
            {"metric":{"a":""},"value":[1.5,"NaN"]}]}}
            """);

        QueryValue.Vector vector = Assert.IsType<QueryValue.Vector>(result.Value);
        Assert.Equal(1_500, vector.TimeMs);
        Assert.Equal([1e-7, double.PositiveInfinity, double.NaN], vector.Samples.Select(sample => sample.Value));
        Assert.Equal("up", vector.Samples[0].Labels["__name__"]);
        Assert.Equal(0, vector.Samples[2].Labels.Count);
    }

    [Fact]
    public void A_scalar_is_read() =>
        Assert.Equal(
            new QueryValue.Scalar(2_000, 3),
            Read("""{"status":"success","data":{"resultType":"scalar","result":[2,"3"]}}""").Value);

    [Theory]
    [InlineData(200, """{"status":"error","errorType":"execution","error":"no"}""", QueryErrorKind.Execution, "no")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"late"}""", QueryErrorKind.Timeout, "late")]
    [InlineData(502, "<html>", QueryErrorKind.Execution, "it answered with status 502")]
    [InlineData(200, "<html>", QueryErrorKind.Execution, "the answer is not one of Prometheus's API")]
    [InlineData(200, """{"status":"success"}""", QueryErrorKind.Execution, "the answer is not one of Prometheus's API")]
    [InlineData(200, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}""",
        QueryErrorKind.Execution, "the answer is not one of Prometheus's API")]
    [InlineData(200, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}""",
        QueryErrorKind.Execution, "a native histogram cannot be read")]
    [InlineData(200, """{"status":"success","data":{"resultType":"matrix","result":[]}}""", QueryErrorKind.Execution, "type matrix")]
    [InlineData(200, "[]", QueryErrorKind.Execution, "status 200")]
    public void What_is_no_value_is_an_error_that_says_why(int status, string body, QueryErrorKind kind, string text)
    {
        QueryResult result = BackendAnswer.Read(status, Encoding.UTF8.GetBytes(body), failsOnWarnings: false);

        Assert.Null(result.Value);
        Assert.Equal(kind, result.Error!.Kind);
        Assert.Contains(text, result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_in_part_is_taken_or_an_error_as_configured(bool fails)
    {
        const string Body = """{"status":"success","warnings":["store b is gone"],"data":{"resultType":"vector","result":[]}}""";
        QueryResult result = BackendAnswer.Read(200, Encoding.UTF8.GetBytes(Body), fails);

        Assert.Equal(fails, result.Error is not null);
        Assert.Contains("store b is gone", fails ? result.Error!.Message : result.Annotations[0].Text, StringComparison.Ordinal);
    }

    private static QueryResult Read(string body) => BackendAnswer.Read(200, Encoding.UTF8.GetBytes(body), failsOnWarnings: false);
}
