namespace Tollgate.Bench.Streams;

/// <summary>What a run measured.</summary>
/// <param name="Streams">Streams open at the same time, each with tokens coming all the while.</param>
/// <param name="Completed">Of them, those that came to their end with all their tokens.</param>
/// <param name="TokensPerStream">Tokens of each answer.</param>
/// <param name="OpenedS">Until the last of them had its first token, from the first request on.</param>
/// <param name="ChunksPerS">Pieces that reached the client a second, all streams together, while all were open.</param>
/// <param name="Memory">Resident memory of each service, in MiB.</param>
/// <param name="KilobytesPerStream">What a stream more took, all services together.</param>
/// <param name="SlowReaders">Callers that read nothing of a long answer.</param>
/// <param name="SlowAnswerTokens">Tokens of each of those answers.</param>
/// <param name="SlowKilobytesPerReader">What such a caller took while its answer waited, all services together.</param>
/// <param name="SlowSettled">All of those answers were settled before anybody read them.</param>
/// <param name="SlowCompleted">Of the slow readers, those that found their whole answer when they read at last.</param>
/// <param name="Balanced">The audit after it found nothing.</param>
internal sealed record StreamsFigures(
    int Streams, int Completed, int TokensPerStream, double OpenedS, double ChunksPerS, IReadOnlyList<ServiceMemory> Memory, double KilobytesPerStream,
    int SlowReaders, int SlowAnswerTokens, double SlowKilobytesPerReader, bool SlowSettled, int SlowCompleted, bool Balanced);

/// <summary>Resident memory of a service in MiB: at rest, with all streams open, and with all slow readers waiting.</summary>
internal sealed record ServiceMemory(string Service, long Rest, long Streaming, long Waiting);
