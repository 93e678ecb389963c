namespace Tollgate.Routing.Assessment;

/// <summary>What makes an answer good enough.</summary>
/// <param name="ConfidenceThreshold">Mean token probability that it must reach, 0 to 1.</param>
/// <param name="Grounded">It should cite the passages it was given.</param>
/// <param name="Schema">The schema that it must follow; null when it is free text.</param>
public sealed record AnswerCriteria(double ConfidenceThreshold, bool Grounded, ResponseSchema? Schema);
