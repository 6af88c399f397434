# Dot-sourced by every test file: the staged module, and the test servers.
# TLSPATHTOOLS_MODULE and TLSPATHTOOLS_TESTHOST name them; otherwise they are what the last build left in artifacts/.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$artifacts = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../artifacts")

function Find-Newest([string] $Pattern) {
    $file = Get-ChildItem -Path $Pattern -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $file) { throw "Nothing at $Pattern`: build first (dotnet build)." }
    $file.FullName
}

$manifest = $env:TLSPATHTOOLS_MODULE ? $env:TLSPATHTOOLS_MODULE : (Find-Newest "$artifacts/module/TlsPathTools/*/TlsPathTools.psd1")
$testHost = $env:TLSPATHTOOLS_TESTHOST ? $env:TLSPATHTOOLS_TESTHOST : (Find-Newest "$artifacts/bin/TlsPathTools.TestServerHost/*/TlsPathTools.TestServerHost.dll")

# A proxy of the machine that runs the tests would only add warnings.
'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy' | ForEach-Object { Remove-Item "Env:$_" -ErrorAction Ignore }

Import-Module $manifest -Force

# A text that is no secret, as a parameter for secrets takes it.
function ConvertTo-Secret([string] $Text) { [System.Net.NetworkCredential]::new('', $Text).SecurePassword }

# Starts TLS servers ("127.0.0.1=Ok" or "127.0.0.2=HelloFin,Ok", see WireFault) and returns Port and CaFile.
function Start-TestServer([string[]] $Plan) {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($testHost) + $Plan) { $start.ArgumentList.Add($argument) }
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "The test servers did not start: $Plan" }
    $line | ConvertFrom-Json | Add-Member -PassThru Process $process
}

# The servers run until their standard input ends.
function Stop-TestServer($Server) {
    $Server.Process.StandardInput.Close()
    if (-not $Server.Process.WaitForExit(10000)) { $Server.Process.Kill() }
    $Server.Process.Dispose()
}

# Polls until a condition holds; false when it did not in time.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 20) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        if (& $Condition) { return $true }
        [System.Threading.Thread]::Sleep(10)
    }
    $false
}

# Runs a script in another runspace, stops it (as Ctrl+C does) when it has written so many records, and returns the milliseconds
# until it had stopped: the best of three, because a busy test machine takes its time now and then.
function Measure-Stop([int] $RecordsBefore, [object[]] $Arguments, [scriptblock] $Script) {
    $best = [long]::MaxValue
    for ($try = 1; $try -le 3 -and $best -gt 200; $try++) {
        $runner = [powershell]::Create().AddScript("Import-Module '$manifest'; & { $Script } @args")
        foreach ($argument in $Arguments) { $null = $runner.AddArgument($argument) }
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        try {
            $null = $runner.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            if (-not (Wait-Until { $output.Count -ge $RecordsBefore })) { throw "Only $($output.Count) records came." }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $runner.Stop()
            $best = [Math]::Min($best, $clock.ElapsedMilliseconds)
            if ($runner.InvocationStateInfo.State -ne 'Stopped') { throw "It is $($runner.InvocationStateInfo.State)." }
        }
        finally {
            $runner.Dispose()
        }
    }

    $best
}

# Runs a script in a new process, where nothing of the module is loaded yet.
function Invoke-NewProcess([string] $Script) {
    (& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $Script 2>&1 | Out-String).Trim()
}
