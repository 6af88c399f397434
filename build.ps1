#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds and tests TlsPathTools: a thin front over dotnet, which does all the work.
.DESCRIPTION
Build leaves the complete module in artifacts/module/TlsPathTools/<version>, ready for Import-Module. Test builds and runs every
test, those in Pester included where Pester 5 or later is installed.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 Test -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    & dotnet $Task.ToLowerInvariant() --configuration $Configuration
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Task.ToLowerInvariant()) failed with exit code $LASTEXITCODE." }
}
finally {
    Pop-Location
}
