using Google.Protobuf;
using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.Wire;

[Collection(IntakeCollection.Name)]
public sealed class BadInputTests(IntakeFixture fixture)
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    public static TheoryData<string, byte[]> MalformedMessages => new()
    {
        { "invalid UTF-8 in a message's content", [0x1a, 0x04, 0x12, 0x02, 0xc3, 0x28] },
        { "a field that ends too early", [0x1a, 0xff, 0x01, 0x00] },
        { "a tag of zero", [0x00, 0x00] },
    };

    [Theory]
    [MemberData(nameof(MalformedMessages))]
    public async Task Bytes_that_are_no_message_are_the_callers_error(string what, byte[] bytes)
    {
        var tenant = await fixture.CreateTenantAsync();
        foreach (var name in new[] { "Complete", "Estimate" })
        {
            var method = new Method<byte[], byte[]>(MethodType.Unary, "tollgate.intake.v1.IntakeService", name, Raw, Raw);
            var request = name == "Complete" ? bytes : [0x0a, (byte)bytes.Length, .. bytes];
            var error = await Asking.RefusedAsync(() => fixture.App.Channel.CreateCallInvoker().AsyncUnaryCall(
                method, null, new CallOptions(new Metadata { { "authorization", $"Bearer {tenant.ApiKey}" } }), request));

            Assert.True((ErrorKind.InvalidArgument, "MALFORMED_REQUEST") == (error.Kind, error.Reason), $"{what} in {name}: {error.Kind} {error.Reason}");
        }

        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task The_admin_service_reads_as_strictly()
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, "tollgate.intake.v1.AdminService", "CreateTenant", Raw, Raw);

        var error = await Asking.RefusedAsync(() => fixture.App.Channel.CreateCallInvoker().AsyncUnaryCall(
            method, null, new CallOptions(new Metadata { { "authorization", $"Bearer {IntakeApp.AdminKey}" } }), [0x0a, 0x04, 0x0a, 0x02, 0xc3, 0x28]));

        Assert.Equal("MALFORMED_REQUEST", error.Reason);
    }

    [Fact]
    public async Task A_prompt_of_ten_megabytes_is_refused_as_too_long()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question(new string('a', 10_000_000))));

        Assert.Equal((ErrorKind.InvalidArgument, "PROMPT_TOO_LONG"), (error.Kind, error.Reason));
        Assert.Equal("messages", Assert.Single(error.Fields).Field);
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task A_message_over_the_transports_limit_is_refused_by_it()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question(new string('a', 30_000_000))));

        Assert.Equal(ErrorKind.ResourceExhausted, error.Kind);
    }

    [Fact]
    public async Task A_malformed_request_names_its_fields()
    {
        var tenant = await fixture.CreateTenantAsync();
        var request = Asking.Question("");
        request.MaxTokens = -1;

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal((ErrorKind.InvalidArgument, "INVALID_REQUEST"), (error.Kind, error.Reason));
        Assert.Equal(["max_tokens", "messages[0].content"], error.Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task An_unknown_model_is_what_routing_says_it_is()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Refuse(
            RpcErrors.Write(TollgateException.NotFound("UNKNOWN_MODEL", "There is no model 'gpt-99'."))));
        var request = Asking.Question();
        request.Model = "gpt-99";

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal((ErrorKind.NotFound, "UNKNOWN_MODEL"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_missing_variable_is_named()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", SystemPrompt = "For {{company}}." });
        var request = Asking.Question();
        request.Assistant = "claims";

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal("variables.company", Assert.Single(error.Fields).Field);
    }

    [Fact]
    public async Task A_picture_that_is_none_is_refused()
    {
        var tenant = await fixture.CreateTenantAsync();
        var request = new CompleteRequest
        {
            Messages =
            {
                new Message
                {
                    Role = "user",
                    Parts = { new ContentPart { Image = new ImagePart { MediaType = "image/png", Data = ByteString.CopyFrom(new byte[500]) } } },
                },
            },
        };

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal("messages[0].parts[0].image.data", Assert.Single(error.Fields).Field);
    }
}
