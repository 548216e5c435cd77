// Scenarios mostly wait for real seconds to pass, so several run at once.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
