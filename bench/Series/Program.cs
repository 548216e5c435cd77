using System.Globalization;
using Tocsin.SeriesLoad;

double scale = 1;
string only = "";
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--scale":
            scale = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = args[i + 1];
            break;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}; known: --scale N, --only own|peer");
            return 2;
    }
}

int groups = Math.Max(1, (int)(50 * scale));
if (only is "" or "own")
{
    using var own = new OwnRules(new Workload(groups));
    for (int i = 0; i < 3; i++)
    {
        Console.WriteLine($"plain {own.Plain().TotalMilliseconds:0.0} ms");
    }

    for (int i = 0; i < 70; i++)
    {
        Console.WriteLine($"round {i} {own.Round().TotalMilliseconds:0.0} ms");
    }

    Console.WriteLine($"kept {own.SamplesKept}, plain answers {own.PlainAnswers}");
    string rate = "rate(service00_request_duration_seconds_bucket[5m])";
    own.Ask(rate, 200);
    Console.WriteLine($"rate of 1000 series {own.Ask(rate, 200).TotalMilliseconds:0.000} ms");
}

return 0;
