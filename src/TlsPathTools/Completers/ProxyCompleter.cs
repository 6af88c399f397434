using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TlsPathTools.Parameters;

namespace TlsPathTools.Completers;

/// <summary>Completes -Proxy with what the environment names, without credentials.</summary>
internal sealed class ProxyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ProxyEnvironment.Proxies(Environment.GetEnvironmentVariable)
            .Where(proxy => proxy.Contains(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(proxy => new CompletionResult(proxy, proxy, CompletionResultType.ParameterValue, "from the environment"));
}
