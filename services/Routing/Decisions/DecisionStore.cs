using Google.Protobuf;
using Npgsql;
using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Routing.Decisions;

/// <summary>The decisions table.</summary>
internal sealed class DecisionStore(NpgsqlDataSource database)
{
    private const string Insert =
        """
        insert into decisions (decision_id, operation_id, tenant_id, step, provider, model, reason, decide_time, record)
        select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::bytea[])
        on conflict (decision_id) do nothing
        """;

    private const string Select =
        "select record from decisions where operation_id = $1 and tenant_id = $2 order by decide_time, step, decision_id";

    public async Task AppendAsync(IReadOnlyList<DecisionRow> rows, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Insert);
        Add(command, rows, row => row.Id);
        Add(command, rows, row => row.OperationId);
        Add(command, rows, row => row.TenantId);
        Add(command, rows, row => row.Record.Step);
        Add(command, rows, row => row.Record.Provider);
        Add(command, rows, row => row.Record.Model);
        Add(command, rows, row => row.Record.Reason);
        Add(command, rows, row => row.Record.DecideTime.ToDateTime());
        Add(command, rows, row => row.Record.ToByteArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Decision>> FindAsync(Guid operationId, string tenantId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operationId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var decisions = new List<Decision>();
        while (await reader.ReadAsync(cancellationToken))
            decisions.Add(Decision.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return decisions;
    }

    private static void Add<T>(NpgsqlCommand command, IReadOnlyList<DecisionRow> rows, Func<DecisionRow, T> column)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(rows[i]);
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
    }
}
