using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Notices;

/// <summary>Contacts and notices for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class NoticesGrpcService(NoticeContacts contacts, AcknowledgeNotices notices) : NoticesService.NoticesServiceBase
{
    public override Task<CreateNoticeContactResponse> CreateNoticeContact(CreateNoticeContactRequest request, ServerCallContext context) =>
        contacts.CreateAsync(request.Contact, context.CancellationToken);

    public override Task<ListNoticeContactsResponse> ListNoticeContacts(ListNoticeContactsRequest request, ServerCallContext context) =>
        contacts.ListAsync(request.TenantId, context.CancellationToken);

    public override async Task<DeleteNoticeContactResponse> DeleteNoticeContact(DeleteNoticeContactRequest request, ServerCallContext context)
    {
        await contacts.DeleteAsync(request.TenantId, request.ContactId, context.CancellationToken);
        return new DeleteNoticeContactResponse();
    }

    public override Task<ListNoticesResponse> ListNotices(ListNoticesRequest request, ServerCallContext context) =>
        notices.ListAsync(request.TenantId, context.CancellationToken);

    public override Task<AcknowledgeNoticeResponse> AcknowledgeNotice(AcknowledgeNoticeRequest request, ServerCallContext context) =>
        notices.AcknowledgeAsync(request, context.CancellationToken);
}
