namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>How a try ended.</summary>
/// <param name="Delivered">Answered with success.</param>
/// <param name="Result">In a word, for people: <c>204</c>, <c>timeout</c>, <c>private_address</c>.</param>
/// <param name="RetryAfter">How long the endpoint asks to be left alone.</param>
/// <param name="Gone">It says that it will never take anything again.</param>
internal sealed record WebhookAnswer(bool Delivered, string Result, TimeSpan? RetryAfter = null, bool Gone = false);
