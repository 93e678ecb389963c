using System.Text.RegularExpressions;
using Tollgate.Testing;

namespace Tollgate.Contracts.Tests.Protos;

public sealed partial class ProtoCommentTests
{
    [Fact]
    public void Every_service_method_message_field_and_value_has_a_comment()
    {
        var files = Directory.GetFiles(RepositoryRoot.Combine("contracts/protos"), "*.proto", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Uncommented(File.ReadAllLines(file)).Select(line => $"{Path.GetFileName(file)}: {line}")));
    }

    [Theory]
    [InlineData("message A {", 1)]
    [InlineData("// An A.\nmessage A {\n  string b = 1;", 1)]
    [InlineData("// An A.\nmessage A {\n  // A b.\n  map<string, string> b = 1;\n  oneof c {\n    // A d.\n    D d = 2;", 0)]
    [InlineData("// An E.\nenum E {\n  E_UNSPECIFIED = 0;", 1)]
    [InlineData("// An S.\nservice S {\n  rpc M(A) returns (B);", 1)]
    public void A_missing_comment_is_found(string proto, int missing) => Assert.Equal(missing, Uncommented(proto.Split('\n')).Count());

    private static IEnumerable<string> Uncommented(string[] lines) =>
        lines.Where((line, i) => Element().IsMatch(line) && (i == 0 || !lines[i - 1].TrimStart().StartsWith("// ", StringComparison.Ordinal)))
            .Select(line => line.Trim());

    [GeneratedRegex(@"^(message|enum|service)\s+\w+|^\s+rpc\s+\w+|^\s+(repeated |optional )?(map<[^>]+>|[\w.]+)\s+\w+\s*=\s*\d+\s*;|^\s+[A-Z0-9_]+\s*=\s*\d+\s*;")]
    private static partial Regex Element();
}
