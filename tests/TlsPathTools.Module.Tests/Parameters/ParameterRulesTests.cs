using System.Management.Automation;
using TlsPathTools.Commands;
using TlsPathTools.Parameters;

namespace TlsPathTools.Module.Tests.Parameters;

public class ParameterRulesTests
{
    [Fact]
    public void The_rules_name_parameters_that_there_are() => Assert.All(
        ParameterRules.Exclusive.Concat(ParameterRules.Dependent).SelectMany(rule => new[] { rule.Item1, rule.Item2 }),
        name => Assert.Contains(Cmdlets.ParametersOf(typeof(TestTlsPerIPCommand)), parameter => parameter.Name == name));

    [Fact]
    public void Exclusive_parameters_are_refused_together() => Assert.All(
        ParameterRules.Exclusive, rule => Assert.Equal(
            $"-{rule.One} and -{rule.Other} exclude each other.",
            ParameterRules.ConflictOf(new Dictionary<string, object> { [rule.One] = "x", [rule.Other] = "y" })));

    [Fact]
    public void A_dependent_parameter_is_refused_alone_and_taken_with_the_other()
    {
        foreach ((string parameter, string needed) in ParameterRules.Dependent)
        {
            Assert.Equal($"-{parameter} means nothing without -{needed}.", ParameterRules.ConflictOf(new Dictionary<string, object> { [parameter] = 1 }));
            Assert.Null(ParameterRules.ConflictOf(new Dictionary<string, object> { [parameter] = 1, [needed] = 1 }));
        }
    }

    [Fact]
    public void A_parameter_that_is_null_counts_as_absent() =>
        Assert.Null(ParameterRules.ConflictOf(new Dictionary<string, object> { ["HandshakeOnly"] = true, ["Path"] = null! }));
}
