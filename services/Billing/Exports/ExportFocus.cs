using System.Runtime.CompilerServices;
using Google.Protobuf;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Exports;

/// <summary>Makes the file on disk first: what a caller gets is whole, or an error before its first byte.</summary>
internal sealed class ExportFocus(FocusRows rows)
{
    private const int PartBytes = 64 * 1024;

    public async IAsyncEnumerable<ExportFocusResponse> HandleAsync(
        ExportFocusRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (start, end) = Check(request);
        await using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, PartBytes, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var read = rows.ReadAsync(request.TenantId, start, end, cancellationToken);
        await (request.Format == ExportFormat.Csv
            ? FocusCsv.WriteAsync(read, file, cancellationToken)
            : FocusParquet.WriteAsync(read, file, cancellationToken));

        file.Position = 0;
        var part = new byte[PartBytes];
        int length;
        while ((length = await file.ReadAsync(part, cancellationToken)) > 0)
            yield return new ExportFocusResponse { Data = ByteString.CopyFrom(part, 0, length) };
    }

    private static (DateTime Start, DateTime End) Check(ExportFocusRequest request)
    {
        var rules = new Validation();
        if (request.TenantId.Length > 0)
            TenantIds.Require(rules, request.TenantId);
        rules.Require(request.StartTime is not null, "start_time", "is required");
        rules.Require(request.EndTime is not null, "end_time", "is required");
        var (start, end) = (request.StartTime?.ToDateTime() ?? default, request.EndTime?.ToDateTime() ?? default);
        if (request.StartTime is not null && request.EndTime is not null)
            rules.Require(start < end, "end_time", "must be after start_time");
        rules.Require(request.Format is ExportFormat.Csv or ExportFormat.Parquet, "format", "must be CSV or PARQUET");
        rules.ThrowIfInvalid();
        return (start, end);
    }
}
