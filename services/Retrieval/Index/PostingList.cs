namespace Tollgate.Retrieval.Index;

/// <summary>
/// The chunks that contain a term, four bytes each: slot in the upper 24 bits, frequency (at most 255) in the lower 8. Removed chunks
/// stay listed until the index is compacted; <see cref="Live"/> counts those that remain.
/// </summary>
internal struct PostingList
{
    public const int MaxSlots = 1 << 24;

    private uint[]? items;
    private int count;

    public int Live { get; private set; }

    public readonly ReadOnlySpan<uint> Items => items.AsSpan(0, count);

    public static int SlotOf(uint item) => (int)(item >> 8);

    public static int FrequencyOf(uint item) => (int)(item & 0xFF);

    public void Add(int slot, int frequency)
    {
        if (items is null)
            items = new uint[1];
        else if (count == items.Length)
            Array.Resize(ref items, count + Math.Max(1, count / 2));
        items[count++] = ((uint)slot << 8) | (uint)Math.Min(frequency, 255);
        Live++;
    }

    public void Forget() => Live--;

    /// <summary>Drops removed chunks and renumbers the others.</summary>
    /// <param name="slots">New slot by old slot; negative for a removed chunk.</param>
    public void Compact(ReadOnlySpan<int> slots)
    {
        var kept = new uint[Live];
        var next = 0;
        foreach (var item in Items)
        {
            if (slots[SlotOf(item)] is >= 0 and var slot)
                kept[next++] = ((uint)slot << 8) | (item & 0xFF);
        }
        items = kept;
        count = next;
    }
}
