namespace Tollgate.Cli;

/// <summary>Something the user can act on; its message is all there is to say.</summary>
public sealed class CliException(string message) : Exception(message);
