using Tollgate.Intake.Prompting;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Prompting;

public sealed class PromptTemplateTests
{
    private static readonly Dictionary<string, string> Values = new() { ["company"] = "Northstar", ["tone"] = "{{company}} $1" };

    [Fact]
    public void Variables_are_replaced_wherever_they_stand() =>
        Assert.Equal(
            "Northstar: Northstar {{company}} $1",
            PromptTemplate.Expand("{{company}}: {{ company }} {{tone}}", Values, ""));

    [Theory]
    [InlineData("no variables here")]
    [InlineData("{ \"json\": { } }")]
    [InlineData("{{not a name}} {{}} {{1st}}")]
    public void What_is_not_a_variable_stays(string template) => Assert.Equal(template, PromptTemplate.Expand(template, Values, ""));

    [Fact]
    public void Every_missing_variable_is_named()
    {
        var error = Assert.Throws<TollgateException>(() => PromptTemplate.Expand("{{plan}} {{company}} {{city}} {{plan}}", Values, "request."));

        Assert.Equal((ErrorKind.InvalidArgument, "MISSING_VARIABLE"), (error.Kind, error.Reason));
        Assert.Equal(["request.variables.city", "request.variables.plan"], error.Fields.Select(field => field.Field));
    }
}
