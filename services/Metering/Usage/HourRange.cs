using Google.Protobuf.WellKnownTypes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Whole hours, as rollups are kept. Null means open.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
internal readonly record struct HourRange(DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>The hours that a range touches.</summary>
    public static HourRange Covering(Timestamp? start, Timestamp? end)
    {
        var (from, to) = Read(start, end);
        return new HourRange(from is { } f ? Floor(f) : null, to is { } t ? Ceiling(t) : null);
    }

    /// <summary>Reads a range of time, checked.</summary>
    public static (DateTimeOffset? Start, DateTimeOffset? End) Read(Timestamp? start, Timestamp? end)
    {
        var rules = new Validation();
        var from = ReadTime(rules, start, "start_time");
        var to = ReadTime(rules, end, "end_time");
        rules.Require(from is null || to is null || from < to, "end_time", "must be after start_time");
        rules.ThrowIfInvalid();
        return (from, to);
    }

    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time) == time ? time : Floor(time).AddHours(1);

    /// <summary>Reads a time, checked. Null when there is none, or it is not one.</summary>
    public static DateTimeOffset? ReadTime(Validation rules, Timestamp? time, string field)
    {
        // The last hour of year 9999 cannot be rounded up; nothing was metered before year 1.
        var plausible = time is null or { Seconds: > -62_135_596_800 and < 253_402_297_200, Nanos: >= 0 and < 1_000_000_000 };
        return rules.Require(plausible, field, "is not a time") ? time?.ToDateTimeOffset() : null;
    }
}
