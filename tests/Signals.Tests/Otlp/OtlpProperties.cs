using System.Text;
using Tocsin.Signals.Otlp;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>Whatever is sent, the receiver answers; and protobuf and JSON of one message mean the same.</summary>
public sealed class OtlpProperties
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Protobuf_and_JSON_of_one_message_give_the_same_series(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            OtlpMetricSettings settings = OtlpGenerator.Settings(random);
            OtlpTarget protobuf = new() { Settings = settings };
            OtlpTarget json = new() { Settings = settings };
            OtlpText request = OtlpGenerator.Request(random, protobuf.Now);
            OtlpMetricResult left = await protobuf.SendAsync(request);
            OtlpMetricResult right = await json.SendAsync(request, isJson: true);
            Assert.Equal((null, left.Points, left.Message), (right.Fault, right.Points, right.Message));
            Assert.Equal(protobuf.Series(), json.Series());
            Assert.Equal(protobuf.Kept, json.Kept);
            Assert.Equal(protobuf.Learned, json.Learned);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_finds_the_series_again_that_it_made(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 50; i++)
        {
            OtlpMetricSettings settings = OtlpGenerator.Settings(random) with { Deltas = DeltaHandling.Keep };
            OtlpTarget again = new() { Settings = settings };
            OtlpTarget once = new() { Settings = settings };
            byte[] body = OtlpGenerator.Request(random, again.Now).ToProtobuf();
            OtlpMetricResult first = await again.SendAsync(body, isJson: false);
            string[] series = again.Series();
            await again.SendAsync(body, isJson: false);
            await once.SendAsync(body, isJson: false);
            Assert.Equal(once.Series(), series);
            Assert.Equal(series, again.Series());
            Assert.Null(first.Fault);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_bytes_stop_the_receiver(int seed)
    {
        var random = new Random(seed);
        OtlpTarget target = new() { Settings = OtlpGenerator.Settings(random) };
        for (int i = 0; i < 1500; i++)
        {
            OtlpText request = OtlpGenerator.Request(random, target.Now);
            bool isJson = random.Next(2) == 0;
            byte[] body = isJson ? Encoding.UTF8.GetBytes(request.ToJson()) : request.ToProtobuf();
            Damage(body, random);
            int kept = random.Next(4) == 0 ? random.Next(body.Length) : body.Length;
            OtlpMetricResult result = await target.SendAsync(body[..kept], isJson);
            Assert.True(result.Fault is null || result.Points == 0);
            Assert.True(result.Refused.Sum() <= result.Points, result.Message);
        }
    }

    private static void Damage(byte[] body, Random random)
    {
        for (int i = random.Next(5); i >= 0 && body.Length > 0; i--)
        {
            int at = random.Next(body.Length);
            switch (random.Next(3))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    int from = random.Next(body.Length);
                    int length = Math.Min(random.Next(20), body.Length - Math.Max(at, from));
                    body.AsSpan(from, length).CopyTo(body.AsSpan(at));
                    break;
            }
        }
    }
}
