namespace Tollgate.Intake.Accounts;

/// <summary>A row that knows which change of the configuration wrote it last.</summary>
internal interface IVersioned
{
    long Version { get; }
}
