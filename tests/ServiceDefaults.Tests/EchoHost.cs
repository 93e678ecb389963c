using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.ServiceDefaults.Tests;

/// <summary>A small service built as ours are: one RPC for services, one for operators.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    internal const string SigningKey = "a-signing-key-for-tests-only-0123456789";
    internal const string AdminKey = "tg_admin_for_tests";

    private readonly WebApplication app;

    private EchoHost(WebApplication app) => this.app = app;

    internal string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    internal EchoCalls Calls => app.Services.GetRequiredService<EchoCalls>();

    internal static async Task<EchoHost> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.AddServiceDefaults();
        builder.Services.AddGrpcDefaults();
        builder.Services.AddSingleton<EchoCalls>();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGrpcService<EchoAudit>();
        app.MapGrpcService<EchoBudgets>();
        await app.StartAsync();
        return new EchoHost(app);
    }

    internal static ServiceProvider Client(params EchoHost[] replicas)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Tollgate.Caller" });
        var settings = Settings();
        for (var i = 0; i < replicas.Length; i++)
            settings[$"services:echo:grpc:{i}"] = replicas[i].Address;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.AddServiceClient<AuditService.AuditServiceClient>("echo");
        builder.AddServiceClient<BudgetsService.BudgetsServiceClient>("echo");
        return builder.Services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static Dictionary<string, string?> Settings() => new()
    {
        ["ServiceIdentity:SigningKey"] = SigningKey,
        ["Admin:Key"] = AdminKey,
    };
}

internal sealed class EchoCalls
{
    private int count;

    internal int Count => count;

    internal void Add() => Interlocked.Increment(ref count);
}

internal sealed class EchoAudit(EchoCalls calls) : AuditService.AuditServiceBase
{
    public override Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context)
    {
        calls.Add();
        return request.TenantId switch
        {
            "throw-known" => throw TollgateException.ResourceExhausted(
                Reasons.BudgetExceeded, "No room.", TimeSpan.FromSeconds(3), new QuotaViolation("budget:b1", "limit 1")),
            "throw-unknown" => throw new InvalidOperationException("secret detail"),
            _ => Task.FromResult(new DigestResponse { Service = context.GetHttpContext().User.Identity?.Name ?? "" }),
        };
    }
}

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class EchoBudgets(EchoCalls calls) : BudgetsService.BudgetsServiceBase
{
    public override Task<ListBudgetsResponse> ListBudgets(ListBudgetsRequest request, ServerCallContext context)
    {
        calls.Add();
        return request.TenantId == "throw-unknown" ? throw new InvalidOperationException("secret detail") : Task.FromResult(new ListBudgetsResponse());
    }
}
