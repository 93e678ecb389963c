using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Wire;

[Collection(IntakeCollection.Name)]
public sealed class ReflectionTests(IntakeFixture fixture)
{
    [Fact]
    public async Task A_client_without_any_credentials_can_learn_the_api_from_the_server()
    {
        using var stream = new ServerReflection.ServerReflectionClient(fixture.App.Channel).ServerReflectionInfo();

        var services = await AskAsync(stream, new ServerReflectionRequest { ListServices = "" });
        var file = await AskAsync(stream, new ServerReflectionRequest { FileContainingSymbol = "tollgate.intake.v1.IntakeService.Complete" });

        Assert.Superset(
            new HashSet<string> { "tollgate.intake.v1.IntakeService", "tollgate.intake.v1.AdminService", "tollgate.audit.v1.AuditService" },
            services.ListServicesResponse.Service.Select(service => service.Name).ToHashSet());
        var proto = file.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))
            .Single(candidate => candidate.Name == "tollgate/intake/v1/intake.proto");
        Assert.Equal(["Complete", "StreamComplete", "Embed", "Estimate", "RecordOutcome"], proto.Service.Single().Method.Select(method => method.Name));
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> stream, ServerReflectionRequest request)
    {
        await stream.RequestStream.WriteAsync(request);
        Assert.True(await stream.ResponseStream.MoveNext(default));
        return stream.ResponseStream.Current;
    }
}
