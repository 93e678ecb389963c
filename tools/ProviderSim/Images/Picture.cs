namespace Tollgate.ProviderSim.Images;

/// <summary>An image of a prompt: its size in pixels, whether low detail was asked for, and a hash of its bytes.</summary>
internal readonly record struct Picture(int Width, int Height, bool LowDetail, ulong Hash);
