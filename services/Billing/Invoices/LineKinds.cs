using Tollgate.Billing.Statements;

namespace Tollgate.Billing.Invoices;

/// <summary>What invoice lines are for.</summary>
internal static class LineKinds
{
    /// <summary>A fee of the plan: recurring, for seats, or due without usage. In the first version of documents also everything else that is not usage.</summary>
    public const string Fee = "fee";

    /// <summary>A burst pack that was bought, or the usage that it covers.</summary>
    public const string Pack = "pack";

    /// <summary>What is missing towards a minimum.</summary>
    public const string Minimum = "minimum";

    /// <summary>What is above a maximum.</summary>
    public const string Maximum = "maximum";

    /// <summary>A discount.</summary>
    public const string Discount = "discount";

    /// <summary>Usage of the invoice's period.</summary>
    public const string Usage = "usage";

    /// <summary>Usage of an earlier period, which came after that one was invoiced.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>What prepaid and promotional credit paid.</summary>
    public const string Credit = "credit";

    /// <summary>What is given back of the fee because a promise of the plan was not kept.</summary>
    public const string ServiceCredit = "service_credit";

    // Documents of the first version called all of these a fee, and are made again as they were.
    private const int FirstWithOwnKinds = 2;

    /// <summary>The kind of a line of a statement, for which nothing was rated.</summary>
    /// <param name="line">The line.</param>
    /// <param name="version">Of the document.</param>
    public static string OfUnrated(StatementLineKind line, int version) => version < FirstWithOwnKinds ? Fee : Of(line);

    /// <summary>The kind of a line of a statement.</summary>
    public static string Of(StatementLineKind line) => line switch
    {
        StatementLineKind.BurstPack => Pack,
        StatementLineKind.Minimum => Minimum,
        StatementLineKind.Maximum => Maximum,
        StatementLineKind.Discount => Discount,
        _ => Fee,
    };
}
