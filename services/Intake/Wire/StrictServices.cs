using Grpc.Core;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Wire;

/// <summary>Base of the public service: as generated, but malformed requests get a typed error.</summary>
[BindServiceMethod(typeof(StrictIntakeService), nameof(BindService))]
internal abstract class StrictIntakeService : IntakeService.IntakeServiceBase
{
    public static void BindService(ServiceBinderBase binder, IntakeService.IntakeServiceBase? service) =>
        IntakeService.BindService(new StrictBinder(binder), service);
}

/// <summary>Base of the admin service: as generated, but malformed requests get a typed error.</summary>
[BindServiceMethod(typeof(StrictAdminService), nameof(BindService))]
internal abstract class StrictAdminService : AdminService.AdminServiceBase
{
    public static void BindService(ServiceBinderBase binder, AdminService.AdminServiceBase? service) =>
        AdminService.BindService(new StrictBinder(binder), service);
}
