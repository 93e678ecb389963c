namespace Tollgate.ProviderSim.Answers;

/// <summary>A piece of context in the prompt; numbered passages are cited.</summary>
internal sealed record Passage(int? Number, string Title, string Text);

/// <summary>A prompt as a reader sees it: what is asked, and what there is to answer it from.</summary>
internal sealed record ReadPrompt(string Question, IReadOnlyList<Passage> Passages);
