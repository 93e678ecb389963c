namespace Tollgate.Bench.Ledger;

/// <summary>What a run measured.</summary>
/// <param name="Events">Usage events in the ledger.</param>
/// <param name="Days">Days that they are spread over, up to now.</param>
/// <param name="Tenants">Tenants; the first has four tenths of the events.</param>
/// <param name="GenerateS">Making the rows: not a figure of the product.</param>
/// <param name="AuditUnsealedS">An audit that reads every row, as <c>--full</c> does; null when it was left out.</param>
/// <param name="SealS">Sealing all finished days, in all services at the same time, by themselves.</param>
/// <param name="SealedDays">Days sealed, in each service.</param>
/// <param name="AuditS">The audit, with finished days sealed.</param>
/// <param name="DigestMs">One digest of each service in it.</param>
/// <param name="Balanced">Both audits found nothing.</param>
/// <param name="MonthStatementMs">The largest tenant's statement of its month, the median of five.</param>
/// <param name="MonthStatementRecords">Usage records in it.</param>
/// <param name="InvoiceDraftMs">The draft of that month's invoice, the median of five.</param>
/// <param name="InvoiceCloseMs">Making it final.</param>
/// <param name="StatementsAgree">Every tenant's statements come to exactly what was generated.</param>
/// <param name="BytesPerEvent">All of it: rows and indexes of the three services.</param>
/// <param name="Storage">By table.</param>
internal sealed record LedgerFigures(
    long Events, int Days, int Tenants, double GenerateS, double? AuditUnsealedS, double SealS, int SealedDays, double AuditS,
    IReadOnlyDictionary<string, double> DigestMs, bool Balanced, double MonthStatementMs, long MonthStatementRecords, double InvoiceDraftMs,
    double InvoiceCloseMs, bool StatementsAgree, double BytesPerEvent, IReadOnlyList<TableSize> Storage);

/// <summary>What a table takes.</summary>
/// <param name="Table">Database and name.</param>
/// <param name="Bytes">With indexes and what is stored out of line.</param>
/// <param name="BytesPerEvent">Over the events.</param>
internal sealed record TableSize(string Table, long Bytes, double BytesPerEvent);
