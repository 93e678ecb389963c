using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class ServiceIdentityTests
{
    [Fact]
    public async Task A_call_without_credentials_is_refused_with_a_reason()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Address);

        var error = await Assert.ThrowsAsync<RpcException>(() =>
            new AuditService.AuditServiceClient(channel).DigestAsync(new DigestRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Equal(Reasons.MissingCredentials, TollgateException.FromRpc(error).Reason);
        Assert.Equal(0, host.Calls.Count);
    }

    [Fact]
    public async Task A_service_is_known_by_its_token()
    {
        await using var host = await EchoHost.StartAsync();
        await using var client = EchoHost.Client(host);

        var answer = await client.GetRequiredService<AuditService.AuditServiceClient>().DigestAsync(new DigestRequest());

        Assert.Equal("caller", answer.Service);
    }

    [Fact]
    public async Task The_admin_key_opens_operator_methods_and_nothing_else()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Address);
        var headers = new Metadata { { "authorization", "Bearer " + EchoHost.AdminKey } };

        await new BudgetsService.BudgetsServiceClient(channel).ListBudgetsAsync(new ListBudgetsRequest(), headers);
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            new AuditService.AuditServiceClient(channel).DigestAsync(new DigestRequest(), headers).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }

    [Theory]
    [InlineData("another-signing-key-0123456789-0123456789", 0, false)]
    [InlineData(EchoHost.SigningKey, 4, true)]
    [InlineData(EchoHost.SigningKey, 6, false)]
    public async Task A_token_is_good_only_with_our_key_and_for_its_lifetime(string issuedWith, int minutesLater, bool good)
    {
        var clock = new FakeTimeProvider();
        var token = Tokens(issuedWith, clock).Issue();
        clock.Advance(TimeSpan.FromMinutes(minutesLater));

        Assert.Equal(good, await Tokens(EchoHost.SigningKey, clock).ValidateAsync(token) is not null);
    }

    private static ServiceTokens Tokens(string key, TimeProvider clock) =>
        new(Options.Create(new ServiceIdentityOptions { SigningKey = key }), new ServiceName("caller"), clock);
}
