using System.Text.Json;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Outcomes;

[Collection(IntakeCollection.Name)]
public sealed class RecordOutcomeTests(IntakeFixture fixture)
{
    [Fact]
    public async Task An_outcome_told_twice_on_two_replicas_is_one_event()
    {
        var tenant = await fixture.CreateTenantAsync();
        var operation = Guid.CreateVersion7();
        var request = new RecordOutcomeRequest
        {
            OutcomeId = "crm-17", Kind = "lead", OperationId = operation.ToString(), User = "u-1", Revenue = new Money { Currency = "USD", Nanos = 5_000_000_000 },
        };

        var first = await fixture.App.Client(tenant.ApiKey).RecordOutcomeAsync(request);
        var again = await fixture.Second.Client(tenant.ApiKey).RecordOutcomeAsync(request);

        var events = (await fixture.QueryAsync("select convert_from(body, 'UTF8') from messaging.outbox where message_type = 'intake.outcome-recorded.v1'"))
            .Select(body => JsonSerializer.Deserialize<OutcomeRecorded>(body, JsonSerializerOptions.Web)!)
            .Where(outcome => outcome.TenantId == tenant.Id).ToArray();
        Assert.Equal(first.EventId, again.EventId);
        Assert.All(events, outcome => Assert.Equal(
            (first.EventId, "lead", operation, 5_000_000_000, "u-1"),
            (outcome.EventId.ToString(), outcome.Kind, outcome.OperationId, outcome.RevenueNanos, outcome.UserId)));
        Assert.Equal(2, events.Length);
    }

    [Fact]
    public async Task The_same_id_of_another_tenant_is_another_outcome()
    {
        var (one, other) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());
        var request = new RecordOutcomeRequest { OutcomeId = "crm-17", Kind = "lead" };

        var first = await fixture.App.Client(one.ApiKey).RecordOutcomeAsync(request);
        var second = await fixture.App.Client(other.ApiKey).RecordOutcomeAsync(request);

        Assert.NotEqual(first.EventId, second.EventId);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_naming_every_field()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).RecordOutcomeAsync(new RecordOutcomeRequest
        {
            Kind = "A Lead", OperationId = "17", User = new string('u', 129), Revenue = new Money { Currency = "EUR", Nanos = -1 },
            OutcomeTime = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 9_000_000_000 },
        }));

        Assert.Equal(
            ["kind", "operation_id", "outcome_id", "outcome_time", "revenue.currency", "revenue.nanos", "user"],
            error.Fields.Select(field => field.Field).Order());
    }
}
