using System.Text.Json.Nodes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Providers;

/// <summary>
/// Every wire format × every fault, streamed, and where one piece makes a difference not streamed too, against the real ProviderSim: what the caller is told, which attempts there were, and
/// that our books are the provider's, to the token and the nano-dollar.
/// </summary>
public sealed class FaultMatrixTests(FaultMatrixFixture fixture) : IClassFixture<FaultMatrixFixture>
{
    private static readonly IReadOnlyList<Case> Cases =
    [
        new("none", null, Expected.Answered),
        new("429", """{"kind": "rate_limit", "retry_after_s": 0, "count": 1}""", Expected.AnsweredAfter("RATE_LIMITED")),
        new("429 for long", """{"kind": "rate_limit", "retry_after_s": 77}""", Expected.Refused("RATE_LIMITED", Reasons.ProviderRateLimited)),
        new("500", """{"kind": "server_error", "status": 500, "count": 1}""", Expected.AnsweredAfter("SERVER_ERROR")),
        new("500 without end", """{"kind": "server_error", "status": 500}""", Expected.GivenUp("SERVER_ERROR")),
        new("cut before the first byte", """{"kind": "cut_stream", "after_tokens": 0, "count": 1}""", Expected.AnsweredAfter("CONNECTION_BROKEN")),
        new("cut in the middle", """{"kind": "cut_stream", "after_tokens": 3, "count": 1}""", Expected.Cut),
        new("malformed", """{"kind": "malformed_json", "count": 1}""", Expected.Malformed),
        new("wrong usage", """{"kind": "wrong_usage", "multiply": 3, "count": 1}""", Expected.Answered),
        new("no usage", """{"kind": "wrong_usage", "omit": true, "count": 1}""", Expected.Answered),
        new("slow drip", """{"kind": "slow_drip", "seconds": 0.02, "count": 1}""", Expected.Answered),
        new("silence", """{"kind": "stall", "seconds": 60, "count": 1}""", Expected.Silent),
    ];

    private static readonly string[] OnlyStatus = ["429", "429 for long", "500", "500 without end", "cut before the first byte", "slow drip"];

    public static TheoryData<string, string, bool> Matrix
    {
        get
        {
            var all = new TheoryData<string, string, bool>();
            foreach (var format in WireFormat.All)
            {
                foreach (var fault in Cases)
                {
                    all.Add(format.Api, fault.Name, true);
                    // What a status says is read in one place for both; all of it is tried once.
                    if (format.Api == "openai" || !OnlyStatus.Contains(fault.Name))
                        all.Add(format.Api, fault.Name, false);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Every_fault_ends_in_the_right_receipt_and_equal_books(string api, string fault, bool stream)
    {
        var format = WireFormat.Of(api);
        var wanted = Cases.Single(known => known.Name == fault);
        await fixture.Simulator.ClearFaultsAsync();
        if (wanted.Fault is { } json)
            await fixture.Simulator.FaultAsync(JsonNode.Parse(json)!);

        var (events, error) = await World.TryRunAsync(
            fault != "silence" ? fixture.Patient : stream ? fixture.Hasty : fixture.Short,
            World.Request($"Name three rivers of Europe and say where they end ({fault}).", stream, format.Model, format.Provider));

        var attempts = World.AttemptsOf(events);
        var expected = wanted.Expected(stream);
        Assert.Equal(expected.Attempts, attempts.Select(attempt => attempt.FailureReason));
        Assert.Equal(expected.Reason, error is null ? null : TollgateException.FromRpc(error).Reason);
        Assert.Equal(error is null, events.LastOrDefault()?.Completed is not null);
        Assert.Equal(error is null, attempts[^1].Outcome is AttemptOutcome.Succeeded);
        Assert.All(attempts, attempt => Assert.Equal((format.Provider, format.Model), (attempt.Provider, attempt.Model)));
        if (error is null)
            Assert.EndsWith("-sim", attempts[^1].ResponseModel);
        foreach (var attempt in attempts)
            await Books.AgreeAsync(fixture.World, fixture.Simulator, attempt.AttemptId);
    }

    private sealed record Case(string Name, string? Fault, Func<bool, Expected> Expected);

    /// <summary>How each attempt failed, in order, "" for the one that did not; and the reason the caller is told, null for an answer.</summary>
    private sealed record Expected(string? Reason, params string[] Attempts)
    {
        public static Expected Answered(bool stream) => new(null, "");

        public static Expected Malformed(bool stream) => stream ? new(Reasons.ProviderUnavailable, "MALFORMED_ANSWER") : new(null, "MALFORMED_ANSWER", "");

        public static Expected Cut(bool stream) => stream ? new(Reasons.StreamCut, "STREAM_CUT") : new(null, "CONNECTION_BROKEN", "");

        // An answer in one piece is silent until it is there, so there only its deadline tells.
        public static Expected Silent(bool stream) => stream ? new(null, "STALLED", "") : new(Reasons.DeadlineExceeded, "DEADLINE_EXCEEDED");

        public static Func<bool, Expected> AnsweredAfter(string failure) => _ => new(null, failure, "");

        public static Func<bool, Expected> Refused(string failure, string reason) => _ => new(reason, failure);

        public static Func<bool, Expected> GivenUp(string failure) => _ => new(Reasons.ProviderUnavailable, failure, failure, failure, failure);
    }
}
