namespace Aspire.Hosting;

/// <summary>What is done with the model.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It is run.</summary>
    Run,

    /// <summary>It is published. Never here.</summary>
    Publish,
}

/// <summary>Whether the model is run or published. The local engine only runs.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext()
    {
    }

    /// <summary>What is done with the model.</summary>
    public DistributedApplicationOperation Operation => DistributedApplicationOperation.Run;

    /// <summary>Never here.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>Always here.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;
}
