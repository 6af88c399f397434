#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packs TlsPathTools: a thin front over dotnet, which does all the work.
.DESCRIPTION
Build leaves the complete module in artifacts/module/TlsPathTools/<version>, ready for Import-Module. Test builds and runs every
test, those in Pester included where Pester 5 or later is installed. Package makes a Release build and leaves the Gallery's nupkg and
the zip for Azure Automation in artifacts/package. Demo builds, and shows the incident that this project was born from.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 Test -Configuration Release
.EXAMPLE
./build.ps1 Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Demo', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$arguments = switch ($Task) {
    'Package' { 'build', 'src/TlsPathTools', '--configuration', 'Release', '-target:Package' }
    'Demo' { 'build', 'src/TlsPathTools', '--configuration', $Configuration }
    default { $Task.ToLowerInvariant(), '--configuration', $Configuration }
}

Push-Location $PSScriptRoot
try {
    & dotnet $arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $arguments failed with exit code $LASTEXITCODE." }

    if ($Task -eq 'Demo') {
        # In a process of its own: one that has loaded another build of the module could not load this one. As a text, so that the
        # views are those of the process that has them.
        $demo = {
            Import-Module ./artifacts/module/TlsPathTools
            $lab = Start-TlsPathLab relay-node-fault
            $results = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP
            $results | Out-Host
            $map = $results | Get-TargetNodeMap
            $map | Out-Host
            $map | Compare-NodeNetworkConfig | Out-Host
            Stop-TlsPathLab
        }
        & (Get-Process -Id $PID).Path -NoProfile -Command "$demo"
    }
}
finally {
    Pop-Location
}
