using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this process: a generated project would inherit our build settings and not compile under them.
// "smoke" runs everything once, so that a benchmark that no longer works is noticed before somebody needs it.
bool smoke = args is ["smoke", ..];
Job job = (smoke ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
BenchmarkSwitcher.FromAssembly(typeof(Tocsin.Micro.LabelSetBenchmarks).Assembly)
    .Run(smoke ? ["--filter", "*"] : args, DefaultConfig.Instance.AddJob(job));
