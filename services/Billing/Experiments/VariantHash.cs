using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Billing.Experiments;

/// <summary>Which variant a tenant gets: a function of experiment and tenant alone, so that every replica says the same, today and next year.</summary>
internal static class VariantHash
{
    private const int Buckets = 10_000;

    /// <summary>From 0 to below 10,000, evenly.</summary>
    public static int BucketOf(string experimentId, string tenantId) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{experimentId}/{tenantId}"))) % Buckets);

    /// <summary>The variant whose share the bucket lies in; null: control.</summary>
    public static PriceVariant? Choose(PriceExperiment experiment, string tenantId)
    {
        var bucket = BucketOf(experiment.ExperimentId, tenantId);
        var below = 0;
        foreach (var variant in experiment.Variants)
        {
            below += variant.Share;
            if (bucket < below)
                return variant;
        }

        return null;
    }
}
