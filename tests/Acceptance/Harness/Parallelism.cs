// Scenarios mostly wait for real seconds to pass, so many run at once.
[assembly: CollectionBehavior(MaxParallelThreads = 16)]
