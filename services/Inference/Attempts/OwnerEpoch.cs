namespace Tollgate.Inference.Attempts;

/// <summary>One life of one replica. What is written under an older epoch of the same owner no longer counts.</summary>
/// <param name="Owner">Name of the replica, the same after a restart.</param>
/// <param name="Epoch">Counts its starts.</param>
internal readonly record struct OwnerEpoch(string Owner, long Epoch);
