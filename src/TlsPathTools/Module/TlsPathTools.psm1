using namespace System.IO
using namespace System.Management.Automation
using namespace System.Reflection
using namespace System.Reflection.Metadata
using namespace System.Reflection.PortableExecutable
using namespace System.Runtime.Loader

# Core goes into the default load context, where type literals resolve; it loads the cmdlets and their packages into a context of
# their own (see LoadContext.cs). No cmdlet here makes PowerShell load a module of its own, which would take
# a third of the import's time.
$corePath = [Path]::Combine($PSScriptRoot, 'bin', 'TlsPathTools.Core.dll')
$core = foreach ($loaded in [AssemblyLoadContext]::Default.Assemblies) { if ($loaded.GetName().Name -eq 'TlsPathTools.Core') { $loaded } }

if ($core) {
    # .NET never unloads an assembly of the default context, so the code that runs is that of the first import. The same build in
    # another folder is the same code; any other must not pretend to be what was asked for.
    $image = [PEReader]::new([File]::OpenRead($corePath))
    try {
        $metadata = [PEReaderExtensions]::GetMetadataReader($image)
        $build = $metadata.GetGuid($metadata.GetModuleDefinition().Mvid)
    }
    finally {
        $image.Dispose()
    }

    if ($core.ManifestModule.ModuleVersionId -ne $build) {
        $remedy = 'Start a new PowerShell process, and import the version you want there first.'
        $message = "Another build of TlsPathTools is loaded ($($core.GetName().Version), from '$($core.Location)'), and a process keeps the code of the first one. $remedy"
        $record = [ErrorRecord]::new([System.InvalidOperationException]::new($message), 'AnotherVersionLoaded', 'ResourceExists', $PSScriptRoot)
        $record.ErrorDetails = [ErrorDetails]::new($message)
        $record.ErrorDetails.RecommendedAction = $remedy
        throw $record
    }
}
else {
    $core = [AssemblyLoadContext]::Default.LoadFromAssemblyPath($corePath)
}

$commands = Import-Module -Assembly $core.GetType('TlsPathTools.LoadContext', $true)::Initialize() -PassThru

# PowerShell keeps an assembly's module after the first import and, at the next one, does not hand its cmdlets to the importing
# module (https://github.com/PowerShell/PowerShell/issues/20710). A later PowerShell without such a method needs none.
$addExportedCmdlet = [PSModuleInfo].GetMethod('AddExportedCmdlet', [BindingFlags]'Instance, NonPublic')
if ($addExportedCmdlet) {
    foreach ($command in $commands.ExportedCmdlets.Values) {
        $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $command))
    }
}

# A record that left the session (a job, remoting, Export-Clixml) must answer `Where-Object Verdict -eq Failing` as before. By itself
# PowerShell sends an enum as its number, with which that comparison is silently false; so they are sent as text.
$updateTypeData = [Assembly]::Load('Microsoft.PowerShell.Commands.Utility').GetType('Microsoft.PowerShell.Commands.UpdateTypeDataCommand')
$updateTypeData = $updateTypeData ? [CmdletInfo]::new('Update-TypeData', $updateTypeData) : 'Update-TypeData'
foreach ($enum in $core.GetExportedTypes().Where({ $_.IsEnum })) {
    & $updateTypeData -TypeName $enum.FullName -SerializationMethod String -Force
}

# A lab that nobody can stop any more must not go on, and no credentials stay behind.
$ExecutionContext.SessionState.Module.OnRemove = {
    Disconnect-TlsPath
    Stop-TlsPathLab
}

# An [Alias] on the class of a cmdlet is lost at the second import.
$null = $ExecutionContext.InvokeProvider.Item.Set('Alias:Resolve-EndpointIP', 'Resolve-EndpointIPs')
Export-ModuleMember -Cmdlet @($commands.ExportedCmdlets.Keys) -Alias Resolve-EndpointIP
