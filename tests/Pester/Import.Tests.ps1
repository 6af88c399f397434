BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $cmdlets = (Import-PowerShellDataFile $manifest).CmdletsToExport
}

Describe 'Importing' {
    It 'has a valid manifest' {
        (Test-ModuleManifest $manifest).Name | Should -Be 'TlsPathTools'
    }

    It 'exports the cmdlets and the alias, and nothing else' {
        $module = Get-Module TlsPathTools
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be $cmdlets
        $module.ExportedAliases.Keys | Should -Be 'Resolve-EndpointIP'
        $module.ExportedFunctions.Keys | Should -BeNullOrEmpty
        $module.ExportedVariables.Keys | Should -BeNullOrEmpty
    }

    It 'works again after <Name>' -ForEach @(
        @{ Name = 'Import-Module -Force'; Script = { Import-Module $manifest -Force } }
        @{ Name = 'Remove-Module and Import-Module'; Script = { Remove-Module TlsPathTools; Import-Module $manifest } }
        @{ Name = 'both, twice'; Script = { 1..2 | ForEach-Object { Remove-Module TlsPathTools; Import-Module $manifest; Import-Module $manifest -Force } } }
    ) {
        . $Script
        (Get-Command -Module TlsPathTools | Sort-Object Name).Name | Should -Be (@($cmdlets) + 'Resolve-EndpointIP' | Sort-Object)
        (Get-Alias Resolve-EndpointIP).ResolvedCommand.Name | Should -Be 'Resolve-EndpointIPs'
        { Test-TlsPerIP -IPAddress 'not an address' } | Should -Throw -ErrorId 'AddressNotUsable,TlsPathTools.Commands.TestTlsPerIPCommand'
    }

    It 'takes the commands away when it is removed' {
        Remove-Module TlsPathTools
        try {
            Get-Command Test-TlsPerIP -ErrorAction Ignore | Where-Object Source -EQ 'TlsPathTools' | Should -BeNullOrEmpty
        }
        finally {
            Import-Module $manifest
        }
    }

    It 'resolves type literals of the records' {
        [TlsPathTools.Dns.EndpointAddress].FullName | Should -Be 'TlsPathTools.Dns.EndpointAddress'
        [TlsPathTools.Probing.Verdict]::Failing | Should -Be 'Failing'
    }

    It 'keeps Core in the default load context and the cmdlets in their own' {
        $core = [TlsPathTools.Dns.EndpointAddress].Assembly
        $cmdlets = (Get-Command Test-TlsPerIP).ImplementingType.Assembly
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($core).Name | Should -Be 'Default'
        [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($cmdlets).Name | Should -Be 'TlsPathTools'
    }

    It 'imports in parallel runspaces' {
        $found = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            (Get-Command Test-TlsPerIP).Source + ' ' + [TlsPathTools.Probing.Verdict]::Healthy
        }
        $found | Should -Be (@('TlsPathTools Healthy') * 8)
    }

    It 'imports in a new process, in parallel runspaces from the start' {
        Invoke-NewProcess "1..4 | ForEach-Object -Parallel { Import-Module '$manifest'; (Get-Command Resolve-EndpointIP).Definition }" |
            Should -Be ((@('Resolve-EndpointIPs') * 4) -join [Environment]::NewLine)
    }

    It 'imports in a job' {
        $job = Start-Job { Import-Module $using:manifest; (Get-Module TlsPathTools).ExportedCmdlets.Count }
        try { $job | Wait-Job -Timeout 60 | Receive-Job | Should -Be $cmdlets.Count }
        finally { $job | Remove-Job -Force }
    }

    It 'imports by name from a folder of PSModulePath' {
        $folder = Split-Path (Split-Path (Split-Path $manifest))
        Invoke-NewProcess "`$env:PSModulePath = '$folder'; (Get-Command Test-TlsPerIP).ModuleName" | Should -Be 'TlsPathTools'
    }

    It 'imports where strict mode is on' {
        Invoke-NewProcess "Set-StrictMode -Version Latest; Import-Module '$manifest'; Import-Module '$manifest' -Force; (Get-Module TlsPathTools).Name" |
            Should -Be 'TlsPathTools'
    }

    It 'takes the same build from another folder' {
        $copy = Join-Path $TestDrive 'copy'
        Copy-Item (Split-Path $manifest) $copy -Recurse
        Invoke-NewProcess "Import-Module '$manifest'; Import-Module '$copy/TlsPathTools.psd1' -Force; (Get-Command Test-TlsPerIP).Name" |
            Should -Be 'Test-TlsPerIP'
    }

    It 'refuses to import over another build, and says what to do' {
        # Another build, as far as a process can see: another module version id.
        $other = Join-Path $TestDrive 'other'
        Copy-Item (Split-Path $manifest) $other -Recurse
        $core = Join-Path $other 'bin/TlsPathTools.Core.dll'
        $bytes = [System.IO.File]::ReadAllBytes($core)
        $latin1 = [System.Text.Encoding]::Latin1
        $id = $latin1.GetString([TlsPathTools.Dns.EndpointAddress].Assembly.ManifestModule.ModuleVersionId.ToByteArray())
        $at = $latin1.GetString($bytes).IndexOf($id, [System.StringComparison]::Ordinal)
        $bytes[$at] = $bytes[$at] -bxor 1
        [System.IO.File]::WriteAllBytes($core, $bytes)

        $text = Invoke-NewProcess "
            Import-Module '$manifest'
            try { Import-Module '$other/TlsPathTools.psd1' } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.Message }
            (Get-Command Test-TlsPerIP).Module.ModuleBase"
        $text | Should -BeLike 'AnotherVersionLoaded*'
        $text | Should -BeLike '*Another build of TlsPathTools is loaded (*Start a new PowerShell process*'
        $text | Should -BeLike "*$(Split-Path $manifest)"
    }
}
