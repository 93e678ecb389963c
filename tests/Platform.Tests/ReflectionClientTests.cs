using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Google.Rpc;

namespace Tollgate.Platform.Tests;

/// <summary>A client that knows nothing of our contracts but what the server's reflection says.</summary>
[Collection(PlatformCollection.Name)]
public sealed class ReflectionClientTests(PlatformFixture fixture)
{
    private const string Service = "tollgate.intake.v1.IntakeService";

    [Fact]
    public async Task It_gets_an_answer_with_citations_and_a_receipt()
    {
        var assistant = fixture.Day.Assistants.First(a => a.KnowledgeBase.Length > 0);
        var answer = await CallAsync(
            $$"""{"assistant": "{{assistant.AssistantId}}", "messages": [{"role": "user", "content": "How long do I have to appeal a denied claim?"}]}""",
            fixture.Keys[assistant.TenantId]);

        Assert.NotEmpty(answer.Text("content"));
        Assert.NotEmpty(answer.List("citations"));
        Assert.True(answer.Message("receipt").Message("cost").Number("nanos") > 0);
        Assert.NotEmpty(answer.Message("receipt").List("attempts"));
    }

    [Fact]
    public async Task Without_a_key_it_is_unauthenticated()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync("""{"messages": [{"role": "user", "content": "Hi"}]}""", apiKey: null));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Equal("MISSING_API_KEY", error.GetRpcStatus()!.GetDetail<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task A_malformed_request_names_the_field()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => CallAsync(
            """{"max_tokens": -1, "messages": [{"role": "user", "content": "Hi"}]}""", fixture.Keys.Values.First()));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(error.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations, violation => violation.Field == "max_tokens");
    }

    private async Task<DynamicMessage> CallAsync(string json, string? apiKey)
    {
        using var channel = GrpcChannel.ForAddress(fixture.Platform.Addresses.IntakeGrpc[0]);
        var files = await ReflectAsync(channel);
        var method = files.SelectMany(f => f.Services).Single(s => s.FullName == Service).Methods.Single(m => m.Name == "Complete");
        var raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);
        var call = new Method<byte[], byte[]>(MethodType.Unary, Service, method.Name, raw, raw);
        var headers = new Metadata();
        if (apiKey is not null)
            headers.Add("authorization", $"Bearer {apiKey}");
        var request = DynamicMessage.Encode(method.InputType, System.Text.Json.JsonDocument.Parse(json).RootElement);
        var response = await channel.CreateCallInvoker().AsyncUnaryCall(call, null, new CallOptions(headers), request).ResponseAsync;
        return DynamicMessage.Decode(method.OutputType, response);
    }

    private static async Task<IReadOnlyList<FileDescriptor>> ReflectAsync(GrpcChannel channel)
    {
        using var stream = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        var files = new Dictionary<string, ByteString>();
        await FetchAsync(stream, new ServerReflectionRequest { FileContainingSymbol = Service }, files);
        await stream.RequestStream.CompleteAsync();
        return FileDescriptor.BuildFromByteStrings(InOrder(files));
    }

    private static async Task FetchAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> stream, ServerReflectionRequest request,
        Dictionary<string, ByteString> files)
    {
        await stream.RequestStream.WriteAsync(request);
        Assert.True(await stream.ResponseStream.MoveNext(default));
        foreach (var file in stream.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto)
        {
            var proto = FileDescriptorProto.Parser.ParseFrom(file);
            if (!files.TryAdd(proto.Name, file))
                continue;
            foreach (var dependency in proto.Dependency.Where(name => !files.ContainsKey(name)))
                await FetchAsync(stream, new ServerReflectionRequest { FileByFilename = dependency }, files);
        }
    }

    private static List<ByteString> InOrder(Dictionary<string, ByteString> files)
    {
        var ordered = new List<ByteString>();
        var done = new HashSet<string>();
        void Add(string name)
        {
            if (!done.Add(name))
                return;
            foreach (var dependency in FileDescriptorProto.Parser.ParseFrom(files[name]).Dependency)
                Add(dependency);
            ordered.Add(files[name]);
        }

        foreach (var name in files.Keys)
            Add(name);
        return ordered;
    }
}
