using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Credits;

/// <summary>What Billing said to setting prepaid credit aside.</summary>
internal abstract record CreditAnswer
{
    /// <summary>Nothing was set aside, and nothing need be.</summary>
    internal sealed record NotNeeded : CreditAnswer;

    /// <summary>The worst case is set aside.</summary>
    internal sealed record Held : CreditAnswer;

    /// <summary>The credit does not suffice.</summary>
    internal sealed record Refused(TollgateException Error) : CreditAnswer;

    /// <summary>Billing did not answer in time. Whether credit is set aside is not known.</summary>
    internal sealed record Unavailable : CreditAnswer;

    /// <summary>The provider may be called as far as credit goes.</summary>
    public bool MayCall => this is NotNeeded or Held;

    /// <summary>Credit is set aside, or may be.</summary>
    public bool MustRelease => this is Held or Unavailable;
}
