namespace Tollgate.Retrieval.Index;

/// <summary>Keeps the best few of many scores in a heap whose root is the worst that is kept.</summary>
internal sealed class TopHits(int capacity)
{
    private readonly PriorityQueue<int, float> heap = new(capacity + 1);
    private float worst = float.NegativeInfinity;

    public void Offer(int slot, float score)
    {
        if (heap.Count < capacity)
            heap.Enqueue(slot, score);
        else if (score > worst)
            heap.EnqueueDequeue(slot, score);
        else
            return;
        if (heap.Count == capacity && heap.TryPeek(out _, out var lowest))
            worst = lowest;
    }

    /// <summary>What was kept, best first. Empties the heap.</summary>
    public List<(int Slot, float Score)> Drain()
    {
        var result = new List<(int, float)>(heap.Count);
        while (heap.TryDequeue(out var slot, out var score))
            result.Add((slot, score));
        result.Reverse();
        return result;
    }
}
