namespace Tollgate.Cli.Corpus;

/// <summary>A document to be ingested.</summary>
public sealed record CorpusDocument(string Id, string Title, string Text, string MediaType);

/// <summary>Documents and what to ask of them.</summary>
public sealed record CorpusSet(IReadOnlyList<CorpusDocument> Documents, IReadOnlyList<string> Queries);
