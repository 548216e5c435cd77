using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using Tocsin.Micro;

namespace Tocsin.Budgets;

/// <summary>A benchmark with its parameters, and how many bytes a call of it allocates.</summary>
internal sealed record Measured(string Name, long Bytes)
{
    private const int WarmCalls = 16;
    private const int Calls = 32;
    private const int Batches = 3;

    /// <summary>All benchmarks of a class, for all values of its parameters.</summary>
    public static IEnumerable<Measured> All(Type suite)
    {
        PropertyInfo[] parameters = [.. suite.GetProperties().Where(p => p.GetCustomAttribute<ParamsAttribute>() is not null)];
        foreach (object?[] values in Combinations(parameters))
        {
            object instance = Activator.CreateInstance(suite)!;
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i].SetValue(instance, values[i]);
            }

            string given = string.Join(", ", parameters.Select((p, i) => $"{p.Name}={Text(values[i])}"));
            Call<GlobalSetupAttribute>(instance);
            foreach (MethodInfo method in Marked<BenchmarkAttribute>(suite))
            {
                string name = $"{suite.Name}.{method.Name}{(given.Length == 0 ? "" : $"({given})")}";
                yield return new Measured(name, BytesOf(instance, method));
            }

            Call<GlobalCleanupAttribute>(instance);
        }
    }

    /// <summary>The classes of benchmarks.</summary>
    public static IEnumerable<Type> Suites => typeof(ChunkBenchmarks).Assembly.GetTypes()
        .Where(t => t.IsPublic && Marked<BenchmarkAttribute>(t).Any()).OrderBy(t => t.Name, StringComparer.Ordinal);

    // The mean of some calls, since what is packed every 32nd time belongs to all of them; and of several such means the
    // smallest, since a collection between two calls may empty a pool.
    private static long BytesOf(object instance, MethodInfo method)
    {
        Action call = method.ReturnType.IsValueType
            ? (Action)typeof(Measured).GetMethod(nameof(Wrap), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(method.ReturnType).Invoke(null, [instance, method])!
            : Wrap<object>(instance, method);
        for (int i = 0; i < WarmCalls; i++)
        {
            call();
        }

        long least = long.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
        }

        return least;
    }

    private static Action Wrap<T>(object instance, MethodInfo method)
    {
        Func<T> function = method.CreateDelegate<Func<T>>(instance);
        return () => function();
    }

    private static object?[][] Combinations(PropertyInfo[] parameters) => parameters.Aggregate(
        new object?[][] { [] },
        (all, parameter) =>
        [
            .. all.SelectMany(some => parameter.GetCustomAttribute<ParamsAttribute>()!.Values.Select(v => (object?[])[.. some, v])),
        ]);

    private static IEnumerable<MethodInfo> Marked<T>(Type suite)
        where T : Attribute =>
        suite.GetMethods().Where(m => m.GetCustomAttribute<T>() is not null).OrderBy(m => m.Name, StringComparer.Ordinal);

    private static void Call<T>(object instance)
        where T : Attribute
    {
        foreach (MethodInfo method in Marked<T>(instance.GetType()))
        {
            method.Invoke(instance, null);
        }
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
