using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Experiments;

internal static class ExperimentErrors
{
    public static TollgateException Unknown(string experimentId) =>
        TollgateException.NotFound("UNKNOWN_EXPERIMENT", $"There is no experiment '{experimentId}'.");

    public static TollgateException UnknownVariant(string variantId) =>
        TollgateException.NotFound("UNKNOWN_VARIANT", $"The experiment has no variant '{variantId}'.");

    public static TollgateException Exists(string experimentId) =>
        TollgateException.AlreadyExists("EXPERIMENT_EXISTS", $"Experiment '{experimentId}' exists with other settings.");

    public static TollgateException PlanInExperiment(string planId) =>
        TollgateException.FailedPrecondition("PLAN_IN_EXPERIMENT", $"An experiment with plan '{planId}' is running.");

    public static TollgateException NotRunning(string experimentId) =>
        TollgateException.FailedPrecondition("EXPERIMENT_NOT_RUNNING", $"Experiment '{experimentId}' assigns nobody now.");

    public static TollgateException OtherPlan(string planId) =>
        TollgateException.FailedPrecondition("OTHER_PLAN", $"The tenant will not be on plan '{planId}' in its next period.");

    public static TollgateException AlreadyAssigned(string variantId) =>
        TollgateException.FailedPrecondition("ALREADY_ASSIGNED", $"The tenant is in the experiment already, with variant '{variantId}'.");

    public static TollgateException Guarded(string reason) => TollgateException.FailedPrecondition(reason, reason switch
    {
        AssignPrice.AboveContract => "The variant may cost the tenant more than its contract.",
        AssignPrice.NotEffective => "The variant's effective dates do not cover the time it would begin.",
        _ => "No more tenants may have other prices.",
    });
}
