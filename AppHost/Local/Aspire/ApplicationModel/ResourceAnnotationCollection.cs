using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something said about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>Everything said about a resource, in the order it was said.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>Whether another annotation of the same type is added or takes the place of the earlier ones.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>Keep the earlier ones.</summary>
    Append,

    /// <summary>Remove the earlier ones.</summary>
    Replace,
}
