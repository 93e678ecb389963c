namespace Tollgate.Tokens;

/// <summary>What is to become of a stated price.</summary>
public enum PriceVerdict
{
    /// <summary>The book says the same already.</summary>
    Unchanged,

    /// <summary>It may be charged by.</summary>
    Accepted,

    /// <summary>A person must look at it first.</summary>
    Flagged,

    /// <summary>It cannot be a price.</summary>
    Refused,
}

/// <summary>A stated price with the judgement on it.</summary>
/// <param name="Entry">As it would stand in the book: figures that a partial source left out are the book's own.</param>
/// <param name="Verdict">The judgement.</param>
/// <param name="Findings">Why it is flagged.</param>
/// <param name="Errors">Why it is refused.</param>
public sealed record ReviewedPrice(
    PriceEntry Entry, PriceVerdict Verdict, IReadOnlyList<PriceFinding> Findings, IReadOnlyList<PriceBookError> Errors);

/// <summary>
/// Judges a source's statements against the book in force and against what other sources say: nonsense is refused, whatever looks wrong,
/// contradicts another source, or changes a known price on one community source's word alone waits for a person.
/// </summary>
public static class PriceReview
{
    /// <summary>Judges every statement.</summary>
    /// <param name="statements">What was read.</param>
    /// <param name="book">The book in force.</param>
    /// <param name="others">What other sources said last.</param>
    /// <param name="asOf">When an undated source's prices begin to hold where they change a known price; and what is the past.</param>
    public static IReadOnlyList<ReviewedPrice> Review(
        PriceStatements statements, PriceBook book, IReadOnlyList<PriceStatements> others, DateTimeOffset asOf)
    {
        var placed = statements.Entries.Select(entry => Place(entry, statements, book, asOf)).ToArray();
        var sound = placed.Where(price => price.Errors.Count == 0 && !price.IsOtherName).Select(price => price.Entry).ToArray();
        var clashes = PriceBookRules.Check(sound).ToLookup(error => error.Path);
        // Siblings (tiers, a vendor's own price beside a reseller's) are compared within the document where it is consistent in itself.
        var siblings = clashes.Count == 0 ? PriceSanity.Check(PriceBook.Create("review", sound)).ToLookup(finding => finding.Version) : null;
        var notes = statements.Notes.ToLookup(note => note.Version);
        return [.. placed.Select(price => Judge(
            price with { Errors = [.. price.Errors, .. clashes[price.Entry.Version], .. clashes[NameOf(price.Entry)]] },
            siblings, [.. notes[price.Stated.Version]], statements, book, others, asOf))];
    }

    private static ReviewedPrice Judge(
        Placed price, ILookup<string, PriceFinding>? siblings, PriceFinding[] notes, PriceStatements statements, PriceBook book,
        IReadOnlyList<PriceStatements> others, DateTimeOffset asOf)
    {
        var entry = price.Entry;
        if (price.Errors.Count > 0)
            return new ReviewedPrice(entry, PriceVerdict.Refused, [], price.Errors);

        PriceFinding[] noted = [.. notes.Select(note => note with { Version = entry.Version })];
        // The book has it, so it was approved once; what the source's own words give away is still worth a look, but changes nothing.
        if (price.IsOtherName || IsKnown(price, statements, book))
            return new ReviewedPrice(entry, PriceVerdict.Unchanged, noted, []);

        List<PriceFinding> findings = [.. siblings?[entry.Version] ?? PriceSanity.Check(PriceBook.Create("review", [entry])), .. noted];
        findings.AddRange(PriceQuorum.Contradicted(price.Stated, others, At(entry, asOf))
            .Select(kind => new PriceFinding(PriceSuspicion.Disagreement, entry.Version, kind)));
        if (price.Before is { } before)
        {
            findings.AddRange(PriceSanity.LargeChanges(entry, before));
            if (entry.EffectiveFrom is not { } from || from < asOf)
                findings.Add(new(PriceSuspicion.Retroactive, entry.Version, TokenKind.Input));
            if (statements.IsPartial && !PriceQuorum.Confirms(entry, before, others, At(entry, asOf)))
                findings.Add(new(PriceSuspicion.Unconfirmed, entry.Version, TokenKind.Input));
        }

        PriceFinding[] distinct = [.. findings.Distinct()];
        return new ReviewedPrice(entry, distinct.Length > 0 ? PriceVerdict.Flagged : PriceVerdict.Accepted, distinct, []);
    }

    // As the rules name a model that clashes.
    private static string NameOf(PriceEntry entry) => $"{entry.Provider.ToLowerInvariant()}/{entry.Model.ToLowerInvariant()}";

    // Where the statement would stand: under the book's own name, from when it holds, completed by what the book knows.
    private static Placed Place(PriceEntry stated, PriceStatements statements, PriceBook book, DateTimeOffset asOf)
    {
        List<PriceBookError> errors = [.. PriceBookRules.Check([stated])];
        var before = book.Find(stated.Provider, stated.Model, At(stated, asOf), stated.Tier);
        if (before is null)
            return new Placed(stated, stated, null, errors);

        if (!stated.Model.Equals(before.Model, StringComparison.OrdinalIgnoreCase) && statements.IsPartial)
        {
            // Another name of a known model: it can confirm that model's price, and has none of its own.
            if (!HasSameFigures(Completed(stated, before), before))
                errors.Add(new(PriceBookErrorCode.DuplicateName, stated.Version, $"The book knows it as {before.Model}, at another price."));
            return new Placed(stated, Completed(stated, before), before, errors, IsOtherName: true);
        }

        var entry = statements.IsPartial ? Completed(stated, before) : stated;
        if (stated is { EffectiveFrom: null, EffectiveTo: null } && statements.IsPartial && !HasSameFigures(entry, before))
            entry = entry with { EffectiveFrom = asOf, EffectiveTo = before.EffectiveTo, Version = $"{entry.Version}@{asOf.UtcDateTime:yyyy-MM-dd}" };
        return new Placed(stated, entry, before, errors);
    }

    private static PriceEntry Completed(PriceEntry stated, PriceEntry before) => stated with
    {
        Provider = before.Provider,
        Model = before.Model,
        Aliases = before.Aliases,
        Prices = Merge(stated.Prices, before.Prices),
        LongContext = stated.LongContext is { } step
            ? step with { Prices = before.LongContext is { } known && known.AboveInputTokens == step.AboveInputTokens ? Merge(step.Prices, known.Prices) : step.Prices }
            : before.LongContext,
        PerSecond = stated.PerSecond ?? before.PerSecond,
        PerCall = stated.PerCall ?? before.PerCall,
    };

    private static UnitPrices Merge(UnitPrices stated, UnitPrices known)
    {
        foreach (var kind in TokenKinds.All)
        {
            if (stated[kind] is null && known[kind] is { } price)
                stated = stated.With(kind, price);
        }

        return stated;
    }

    private static bool IsKnown(Placed price, PriceStatements statements, PriceBook book)
    {
        var entry = price.Entry;
        // An undated statement that would change something has been given its date.
        if (statements.IsPartial && price.Before is not null && entry is { EffectiveFrom: null, EffectiveTo: null })
            return true;
        var overlapping = book.Entries.Where(known => IsSeries(known, entry) && Overlap(known, entry)).ToArray();
        return overlapping.Length > 0
            && Array.TrueForAll(overlapping, known => HasSameFigures(known, entry))
            && overlapping.Any(known => Start(known) <= Start(entry))
            && overlapping.Any(known => End(known) >= End(entry));
    }

    private static bool IsSeries(PriceEntry known, PriceEntry entry) =>
        known.Tier == entry.Tier
        && known.Provider.Equals(entry.Provider, StringComparison.OrdinalIgnoreCase)
        && known.Model.Equals(entry.Model, StringComparison.OrdinalIgnoreCase);

    private static bool Overlap(PriceEntry one, PriceEntry other) => Start(one) < End(other) && Start(other) < End(one);

    private static DateTimeOffset Start(PriceEntry entry) => entry.EffectiveFrom ?? DateTimeOffset.MinValue;

    private static DateTimeOffset End(PriceEntry entry) => entry.EffectiveTo ?? DateTimeOffset.MaxValue;

    private static bool HasSameFigures(PriceEntry one, PriceEntry other) =>
        (one.Currency, one.Prices, one.LongContext, one.PerSecond, one.PerCall) == (other.Currency, other.Prices, other.LongContext, other.PerSecond, other.PerCall);

    private static DateTimeOffset At(PriceEntry entry, DateTimeOffset asOf) => entry.EffectiveFrom ?? entry.EffectiveTo?.AddTicks(-1) ?? asOf;

    private sealed record Placed(
        PriceEntry Stated, PriceEntry Entry, PriceEntry? Before, IReadOnlyList<PriceBookError> Errors, bool IsOtherName = false);
}
