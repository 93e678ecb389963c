using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Notices;

/// <summary>Adds, lists and removes contacts.</summary>
internal sealed class NoticeContacts(NpgsqlDataSource database, WebhookEndpoints endpoints, IOptions<NoticesOptions> options)
{
    private const string Purpose = "budget-notices";
    private const int MaxStep = 9;

    private const string Query =
        """
        SELECT contact_id, tenant_id, budget_id, step, webhook_url, email_address, customer, endpoint_id FROM notice_contacts
        WHERE tenant_id = $1 AND ($2 = '' OR contact_id = $2) AND deleted_at IS NULL ORDER BY contact_id
        """;

    public async Task<CreateNoticeContactResponse> CreateAsync(NoticeContact? request, CancellationToken cancellationToken)
    {
        var url = Check(request);
        var contact = request!;
        return await Transactions.RunAsync(
            database,
            async transaction =>
            {
                if ((await ReadAsync(transaction, contact.TenantId, contact.ContactId, cancellationToken)).SingleOrDefault() is { Contact: { } known })
                {
                    return known.Equals(contact)
                        ? new CreateNoticeContactResponse { Contact = known }
                        : throw TollgateException.AlreadyExists("CONTACT_EXISTS", $"Contact '{contact.ContactId}' exists with other settings.");
                }

                var response = new CreateNoticeContactResponse { Contact = contact };
                Guid? endpointId = null;
                if (url is not null)
                {
                    endpointId = Guid.CreateVersion7();
                    var endpoint = new WebhookEndpoint
                    {
                        EndpointId = endpointId.Value, Purpose = Purpose, Owner = contact.TenantId, Url = url, Description = contact.ContactId,
                    };
                    response.WebhookSecret = (await endpoints.AddAsync(transaction, endpoint, cancellationToken)).Reveal();
                }

                await InsertAsync(transaction, contact, endpointId, cancellationToken);
                return response;
            },
            cancellationToken);
    }

    public async Task<ListNoticeContactsResponse> ListAsync(string tenantId, CancellationToken cancellationToken) =>
        await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var response = new ListNoticeContactsResponse();
                response.Contacts.AddRange((await ReadAsync(transaction, tenantId, contactId: "", cancellationToken)).Select(found => found.Contact));
                return response;
            },
            cancellationToken);

    public async Task DeleteAsync(string tenantId, string contactId, CancellationToken cancellationToken)
    {
        await using var delete = database.CreateCommand(
            """
            UPDATE notice_contacts SET deleted_at = clock_timestamp() WHERE tenant_id = $1 AND contact_id = $2 AND deleted_at IS NULL
            RETURNING endpoint_id
            """);
        delete.Parameters.AddValue(tenantId);
        delete.Parameters.AddValue(contactId);
        if (await delete.ExecuteScalarAsync(cancellationToken) is Guid endpointId)
            await endpoints.DeleteAsync(endpointId, cancellationToken);
    }

    private Uri? Check(NoticeContact? contact)
    {
        var rules = new Validation();
        Uri? url = null;
        if (rules.Require(contact is not null, "contact", "is required"))
        {
            const string Id = "must be 1 to 63 lower-case letters, digits and dashes";
            rules.Require(BudgetRules.IsId(contact!.ContactId), "contact.contact_id", Id);
            rules.Require(contact.TenantId.Length == 0 || BudgetRules.IsId(contact.TenantId), "contact.tenant_id", Id);
            rules.Require(contact.BudgetId.Length == 0 || BudgetRules.IsId(contact.BudgetId), "contact.budget_id", Id);
            rules.Require(contact.Step is >= 0 and <= MaxStep, "contact.step", "must be 0 to 9");
            switch (contact.AddressCase)
            {
                case NoticeContact.AddressOneofCase.WebhookUrl:
                    url = endpoints.Check(rules, contact.WebhookUrl, "contact.webhook_url");
                    break;
                case NoticeContact.AddressOneofCase.EmailAddress:
                    rules.Require(
                        contact.EmailAddress.Length <= 254 && MailboxAddress.TryParse(contact.EmailAddress, out var mailbox) && mailbox.Address == contact.EmailAddress
                            && contact.EmailAddress.Contains('@', StringComparison.Ordinal),
                        "contact.email_address",
                        "must be a mail address");
                    break;
                default:
                    rules.Require(false, "contact.address", "a webhook URL or a mail address is required");
                    break;
            }
        }

        rules.ThrowIfInvalid();
        return contact!.AddressCase == NoticeContact.AddressOneofCase.EmailAddress && options.Value.SmtpHost.Length == 0
            ? throw TollgateException.FailedPrecondition("SMTP_NOT_CONFIGURED", "No mail server is configured: notices go by webhook only.")
            : url;
    }

    private static async Task<IReadOnlyList<(NoticeContact Contact, Guid? EndpointId)>> ReadAsync(
        NpgsqlTransaction transaction, string tenantId, string contactId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Query, transaction.Connection, transaction);
        query.Parameters.AddValue(tenantId);
        query.Parameters.AddValue(contactId);
        var contacts = new List<(NoticeContact, Guid?)>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var contact = new NoticeContact
            {
                ContactId = rows.GetString(0), TenantId = rows.GetString(1), BudgetId = rows.GetString(2), Step = rows.GetInt16(3), Customer = rows.GetBoolean(6),
            };
            if (rows.GetString(4) is { Length: > 0 } url)
                contact.WebhookUrl = url;
            else
                contact.EmailAddress = rows.GetString(5);
            contacts.Add((contact, rows.GetFieldValue<Guid?>(7)));
        }

        return contacts;
    }

    private static async Task InsertAsync(NpgsqlTransaction transaction, NoticeContact contact, Guid? endpointId, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO notice_contacts (contact_id, tenant_id, budget_id, step, webhook_url, email_address, customer, endpoint_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            transaction.Connection,
            transaction);
        insert.Parameters.AddValue(contact.ContactId);
        insert.Parameters.AddValue(contact.TenantId);
        insert.Parameters.AddValue(contact.BudgetId);
        insert.Parameters.AddValue((short)contact.Step);
        insert.Parameters.AddValue(contact.WebhookUrl);
        insert.Parameters.AddValue(contact.EmailAddress);
        insert.Parameters.AddValue(contact.Customer);
        insert.Parameters.Add(new NpgsqlParameter { Value = (object?)endpointId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
