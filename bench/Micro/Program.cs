using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Tocsin.Micro.LabelSetBenchmarks).Assembly).Run(args);
