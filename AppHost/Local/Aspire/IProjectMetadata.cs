namespace Aspire.Hosting;

/// <summary>Where a project is.</summary>
public interface IProjectMetadata
{
    /// <summary>Path of the project file.</summary>
    string ProjectPath { get; }
}
