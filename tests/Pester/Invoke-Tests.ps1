# Runs the tests of this folder in Pester 5 or later. Exit codes: 0 passed, 1 failed, 2 Pester is not here.
# TLSPATHTOOLS_PESTER names the module's folder or manifest; otherwise it is the newest that PowerShell finds.
$PSStyle.OutputRendering = 'PlainText'
$pester = $env:TLSPATHTOOLS_PESTER ? $env:TLSPATHTOOLS_PESTER :
    (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0' | Sort-Object Version | Select-Object -Last 1).Path
if (-not $pester) {
    'Pester 5 or later is not installed.'
    exit 2
}

if (Test-Path (Join-Path $pester 'Pester.psd1')) { $pester = Join-Path $pester 'Pester.psd1' }
Import-Module $pester -ErrorAction Stop
"Pester $((Get-Module Pester).Version), PowerShell $($PSVersionTable.PSVersion)"
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration
exit ($result.Result -eq 'Passed' -and $result.TotalCount -gt 0 ? 0 : 1)
