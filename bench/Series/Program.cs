using System.Globalization;
using Tocsin.SeriesLoad;

double scale = 1;
string only = "";
int senders = 1;
int minutes = 1;
double interval = 15;
TimeSpan? blocksEvery = null;
for (int i = 0; i < args.Length; i += 2)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    switch (args[i])
    {
        case "--scale":
            scale = double.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = value;
            break;
        case "--senders":
            senders = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--minutes":
            minutes = int.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--interval":
            interval = double.Parse(value, CultureInfo.InvariantCulture);
            break;
        case "--blocks-every":
            blocksEvery = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture));
            break;
        default:
            Console.Error.WriteLine(
                $"unknown option {args[i]}; known: --scale N, --senders N, --minutes N, --interval SECONDS, --blocks-every SECONDS, "
                + "--only rules|many-rules|firing|servers|prometheus|victoria|tocsin|start[-prometheus|-tocsin]|instants|peer-rules"
                + "|scrape[-prometheus|-tocsin]|spans|blocks");
            return 2;
    }
}

int groups = Math.Max(1, (int)(50 * scale));
var numbers = new ServerNumbers();
if (only is "" or "rules")
{
    using var own = new OwnRules(new Workload(groups));
    own.Measure(numbers);
}

if (only is "" or "many-rules")
{
    using var many = new ManyRules();
    many.Measure(numbers);
}

if (only is "" or "firing")
{
    using var firing = new FiringRules();
    firing.Measure(numbers);
}

var servers = new ServerRuns(groups, numbers) { Senders = senders };
if (only is "" or "servers" or "prometheus")
{
    await servers.RunAsync(StoreMake.Prometheus);
}

if (only is "" or "servers" or "victoria")
{
    await servers.RunAsync(StoreMake.VictoriaMetrics);
}

if (only is "" or "servers" or "tocsin")
{
    await servers.RunAsync(StoreMake.Tocsin);
}

if (only is "" or "instants")
{
    await new InstantRuns(numbers).RunAsync();
}

foreach (StoreMake make in new[] { StoreMake.Prometheus, StoreMake.Tocsin })
{
    if (only is "" or "start" || only == "start-" + make.ToString().ToLowerInvariant())
    {
        await servers.RunStartAsync(make);
    }
}

StoreMake[] scraping =
[
    .. new[] { StoreMake.Prometheus, StoreMake.Tocsin }.Where(
        make => only is "" or "scrape" || only == "scrape-" + make.ToString().ToLowerInvariant()),
];
if (scraping.Length > 0)
{
    var scrapes = new ScrapeRuns(numbers)
    {
        Minutes = minutes,
        Interval = TimeSpan.FromSeconds(interval),
        BlocksEvery = blocksEvery,
    };
    await scrapes.RunAsync(scraping);
}

if (only is "" or "blocks")
{
    using var blocks = new BlockRuns();
    await blocks.RunAsync(6, numbers);
}

if (only is "" or "spans")
{
    await new SpanRuns(numbers).RunAsync();
}

if (only is "" or "peer-rules")
{
    await servers.RunPeerRulesAsync();
}

Console.WriteLine(numbers.Table());
Console.WriteLine($"{groups * Workload.SeriesPerGroup} series, {Workload.Steps} samples each, {groups * 6} rules");
return 0;
