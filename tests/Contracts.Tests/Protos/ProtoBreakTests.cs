using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Tests.Baselines;

namespace Tollgate.Contracts.Tests.Protos;

/// <summary>The comparison itself can fail: each kind of change is made to a copy of a real contract.</summary>
public sealed class ProtoBreakTests
{
    private const string Request = "CompleteRequest";

    public static TheoryData<string, Action<FileDescriptorProto>> Breaks => new()
    {
        { "is gone", file => Fields(file, Request).Remove(Field(file, Request, "user")) },
        { "is gone", file => Field(file, Request, "user").Number = 99 },
        { "was 'string user'", file => Field(file, Request, "user").Name = "end_user" },
        { "was 'string user'", file => Field(file, Request, "user").Type = FieldDescriptorProto.Types.Type.Bytes },
        { "was 'string user'", file => Field(file, Request, "user").Label = FieldDescriptorProto.Types.Label.Repeated },
        { "was 'optional int32 max_tokens'", file => Plain(Field(file, Request, "max_tokens")) },
        { "in oneof event'", file => Field(file, "StreamCompleteResponse", "delta").ClearOneofIndex() },
        { "is gone", file => file.Service[0].Method.RemoveAt(0) },
        { "was '(", file => file.Service[0].Method[1].ServerStreaming = false },
        { "was '(", file => file.Service[0].Method[0].OutputType = ".tollgate.intake.v1.EstimateResponse" },
        { "is gone", file => file.Service.RemoveAt(0) },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public void A_breaking_change_is_found(string said, Action<FileDescriptorProto> change) =>
        Assert.Contains(Compare(IntakeReflection.Descriptor, change), line => line.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void A_removed_enum_value_is_found()
    {
        var found = Compare(Common.V1.AttemptReflection.Descriptor, file => file.EnumType[0].Value.RemoveAt(2));

        Assert.Equal("value tollgate.common.v1.AttemptOutcome 2 = ATTEMPT_OUTCOME_FAILED is gone", Assert.Single(found));
    }

    [Fact]
    public void A_renamed_enum_value_is_found() =>
        Assert.Single(Compare(Common.V1.AttemptReflection.Descriptor, file => file.EnumType[0].Value[2].Name = "ATTEMPT_OUTCOME_BROKEN"));

    [Fact]
    public void Additions_are_no_break()
    {
        var found = Compare(IntakeReflection.Descriptor, file =>
        {
            Fields(file, Request).Add(new FieldDescriptorProto
            {
                Name = "flavour",
                Number = 99,
                Type = FieldDescriptorProto.Types.Type.Int64,
                Label = FieldDescriptorProto.Types.Label.Optional,
            });
            file.MessageType.Add(new DescriptorProto { Name = "Extra" });
            file.Service[0].Method.Add(new MethodDescriptorProto
            {
                Name = "More",
                InputType = ".tollgate.intake.v1.Extra",
                OutputType = ".tollgate.intake.v1.Extra",
            });
        });

        Assert.Empty(found);
    }

    private static IReadOnlyList<string> Compare(FileDescriptor original, Action<FileDescriptorProto> change)
    {
        var proto = original.ToProto();
        change(proto);
        var changed = FileDescriptor.BuildFromByteStrings([.. WithDependencies(original).Select(file => file.SerializedData), proto.ToByteString()])[^1];
        return Surface.Breaks(ProtoSurface.Of([original]), ProtoSurface.Of([changed]));
    }

    private static IEnumerable<FileDescriptor> WithDependencies(FileDescriptor file) =>
        file.Dependencies.SelectMany(dependency => WithDependencies(dependency).Append(dependency)).DistinctBy(dependency => dependency.Name);

    private static IList<FieldDescriptorProto> Fields(FileDescriptorProto file, string message) =>
        file.MessageType.Single(type => type.Name == message).Field;

    private static FieldDescriptorProto Field(FileDescriptorProto file, string message, string field) =>
        Fields(file, message).Single(candidate => candidate.Name == field);

    private static void Plain(FieldDescriptorProto field)
    {
        field.ClearProto3Optional();
        field.ClearOneofIndex();
    }
}
