using System.Text;

namespace Tollgate.Tokens;

/// <summary>
/// Byte-pair encoding of one very long word in n·log n time. The tokenizer library takes quadratic time there, which would let a
/// megabyte of one letter hold a core for minutes. Merges in the same order (lowest rank, then leftmost), so ids are the same.
/// </summary>
internal sealed class RunEncoder(RankTable ranks)
{
    /// <summary>A token: its id and how many UTF-8 bytes it stands for.</summary>
    public readonly record struct Token(int Id, int Bytes);

    public List<Token> Encode(ReadOnlySpan<char> word)
    {
        var bytes = Encoding.UTF8.GetBytes(word.ToArray());
        var parts = new Parts(bytes, ranks);
        parts.MergeAll();

        List<Token> tokens = [];
        for (var start = 0; start < bytes.Length; start = parts.End(start))
            tokens.Add(new Token(ranks.Find(bytes.AsSpan(start, parts.End(start) - start)), parts.End(start) - start));

        return tokens;
    }

    /// <summary>The word cut into parts, each known by its first byte, and the queue of neighbours that can be merged.</summary>
    private sealed class Parts(byte[] bytes, RankTable ranks)
    {
        private const int Merged = -1;

        private readonly int[] end = [.. Enumerable.Range(1, bytes.Length)];
        private readonly int[] previous = [.. Enumerable.Range(-1, bytes.Length)];
        private readonly PriorityQueue<(int Left, int Middle, int End), long> queue = new(bytes.Length);

        public int End(int start) => end[start];

        public void MergeAll()
        {
            for (var start = 0; start + 1 < bytes.Length; start++)
                Offer(start, start + 1);

            while (queue.TryDequeue(out var pair, out _))
            {
                // A neighbour may have been merged since the pair was offered.
                if (end[pair.Left] == pair.Middle && end[pair.Middle] == pair.End)
                    Merge(pair.Left, pair.Middle, pair.End);
            }
        }

        private void Merge(int left, int middle, int endOfPair)
        {
            end[left] = endOfPair;
            end[middle] = Merged;
            if (endOfPair < bytes.Length)
            {
                previous[endOfPair] = left;
                Offer(left, endOfPair);
            }

            if (previous[left] >= 0)
                Offer(previous[left], left);
        }

        private void Offer(int left, int middle)
        {
            var rank = ranks.Find(bytes.AsSpan(left, end[middle] - left));
            if (rank >= 0)
                queue.Enqueue((left, middle, end[middle]), ((long)rank << 32) | (uint)left);
        }
    }
}
