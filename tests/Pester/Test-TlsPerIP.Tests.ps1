BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $server = Start-TestServer '127.0.0.1=Ok', '127.0.0.2=HelloFin', '127.0.0.3=Ok,HelloRst', '127.0.0.4=Ok,HelloStall', '127.0.0.5=CertificateExpired'
    $quick = @{ CaFile = $server.CaFile; Rate = 500; Count = 6; TimeoutSeconds = 20 }

    # What a cmdlet writes to the streams other than output, apart.
    function Get-StreamOf([scriptblock] $Script) {
        $ErrorActionPreference = 'Continue'
        $all = @(& $Script *>&1)
        [pscustomobject]@{
            Errors   = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            Warnings = @($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object Message)
            Verbose  = @($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message)
            Records  = @($all | Where-Object { $_ -is [TlsPathTools.TlsPathRecord] })
        }
    }
}

AfterAll { Stop-TestServer $server }

Describe 'Test-TlsPerIP' {
    It 'gives a verdict per address, in the order given' {
        $results = Test-TlsPerIP host.test -IPAddress 127.0.0.1, 127.0.0.2, 127.0.0.3 -Port $server.port @quick
        $results.IPAddress | Should -Be '127.0.0.1', '127.0.0.2', '127.0.0.3'
        $results.Verdict | Should -Be 'Healthy', 'Failing', 'Intermittent'
        $results.Attempts | Should -Be 6, 6, 6
        $results.Failures | Should -Be 0, 6, 3
        $results[1].FailureKinds | Should -Be '6 x ClientHelloSent/Fin'
    }

    It 'takes rows by their property names, and tests what is named twice once' {
        $rows = @(
            [pscustomobject]@{ HostName = 'host.test'; IPAddress = '127.0.0.1'; Port = $server.port }
            [pscustomobject]@{ ComputerName = 'host.test'; PrivateIpAddress = [ipaddress]'127.0.0.2'; Port = "$($server.port)" }
            [pscustomobject]@{ Name = 'host.test'; IPAddresses = @('127.0.0.1', '127.0.0.2'); Port = $server.port }
        )
        $results = $rows | Test-TlsPerIP @quick
        $results.IPAddress | Should -Be '127.0.0.1', '127.0.0.2'
        $results.Attempts | Should -Be 6, 6
    }

    It 'takes a port from the name before that of -Port' {
        (Test-TlsPerIP "host.test:$($server.port)" -IPAddress 127.0.0.1 -Port 1 @quick).Verdict | Should -Be 'Healthy'
    }

    It 'streams attempts with -PerAttempt' {
        $attempts = Test-TlsPerIP host.test -IPAddress 127.0.0.1, 127.0.0.2 -Port $server.port -PerAttempt @quick
        $attempts.Count | Should -Be 12
        $attempts | ForEach-Object { $_ | Should -BeOfType TlsPathTools.Probing.TlsAttempt }
        $attempts.Where({ $_.IPAddress -eq '127.0.0.2' }).Event | Should -Be (@('Fin') * 6)
    }

    It 'says each failure in the verbose stream' {
        $streams = Get-StreamOf { Test-TlsPerIP host.test -IPAddress 127.0.0.2 -Port $server.port -Verbose @quick }
        $streams.Verbose.Count | Should -Be 6
        $streams.Verbose[0] | Should -Match '^127\.0\.0\.2:\d+ #\d ClientHelloSent/Fin: '
    }

    It 'judges certificates, unless told not to' {
        $common = @{ HostName = 'host.test'; IPAddress = '127.0.0.5'; Port = $server.port; Rate = 500; Count = 5; HandshakeOnly = $true }
        (Test-TlsPerIP @common -CaFile $server.caFile).CertificateProblems | Should -Be 'Expired'
        (Test-TlsPerIP @common).CertificateProblems | Should -Be 'Expired, PartialChain'
        $unchecked = Test-TlsPerIP @common -SkipCertificateCheck
        $unchecked.Verdict | Should -Be 'Healthy'
        $unchecked.Trust | Should -Be 'NotChecked'
    }

    It 'reads a CA file from where PowerShell stands, wildcards taken literally' {
        Copy-Item $server.caFile "$TestDrive/ca[1].crt"
        Push-Location $TestDrive
        try { (Test-TlsPerIP host.test -IPAddress 127.0.0.1 -Port $server.port -CaFile './ca[1].crt' -Count 5 -Rate 500).Verdict | Should -Be 'Healthy' }
        finally { Pop-Location }
    }

    It 'reads a bare number as seconds' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $result = Test-TlsPerIP host.test -IPAddress 127.0.0.1 -Port $server.port -CaFile $server.caFile -Duration 1 -Rate 50
        $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $result.Attempts | Should -BeGreaterThan 5
    }

    It 'warns when there is no name for SNI' {
        $streams = Get-StreamOf { Test-TlsPerIP -IPAddress 127.0.0.1 -Port $server.port @quick }
        $streams.Warnings | Should -HaveCount 1
        $streams.Warnings[0] | Should -BeLike '127.0.0.1: without a host name no SNI is sent*'
        $streams.Records[0].Verdict | Should -Be 'Healthy'
    }

    It 'warns when the environment names a proxy that is not used, without its password' {
        $env:HTTPS_PROXY = 'http://user:secret@proxy.example.net:3128'
        try {
            $streams = Get-StreamOf { Test-TlsPerIP host.test -IPAddress 127.0.0.1 -Port $server.port @quick }
            $streams.Warnings | Should -HaveCount 1
            $streams.Warnings[0] | Should -BeLike 'HTTPS_PROXY (http://proxy.example.net:3128) is set*-Proxy*'
        }
        finally {
            Remove-Item Env:HTTPS_PROXY
        }
    }

    It 'warns when no address is of the family' {
        $streams = Get-StreamOf { Test-TlsPerIP host.test -IPAddress 127.0.0.1 -AddressFamily IPv6 -Port $server.port @quick }
        $streams.Records | Should -HaveCount 0
        $streams.Warnings | Should -BeLike 'Nothing is tested: none of the addresses given is an IPv6 address.'
    }

    It 'leaves the other addresses to be tested when one cannot be read' {
        $streams = Get-StreamOf { 'bad', '127.0.0.1' | ForEach-Object { [pscustomobject]@{ HostName = 'host.test'; IPAddress = $_; Port = $server.port } } | Test-TlsPerIP @quick }
        $streams.Errors.FullyQualifiedErrorId | Should -Be 'AddressNotUsable,TlsPathTools.Commands.TestTlsPerIPCommand'
        $streams.Errors.TargetObject | Should -Be 'bad'
        $streams.Records.IPAddress | Should -Be '127.0.0.1'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'port 0'; Id = 'PortNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; Port = 0 } }
        @{ Name = 'port 70000'; Id = 'PortNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; Port = 70000 } }
        @{ Name = 'a shortened address'; Id = 'AddressNotUsable'; Arguments = @{ IPAddress = '127.1' } }
        @{ Name = 'a malformed name'; Id = 'NameNotUsable'; Arguments = @{ HostName = 'no such..name' } }
        @{ Name = 'neither name nor address'; Id = 'NothingToProbe'; Arguments = @{ HostName = '' } }
        @{ Name = 'a proxy of an unknown kind'; Id = 'ProxyNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; Proxy = 'socks5://u:secret@127.0.0.1:1' } }
        @{ Name = 'a CA file that is missing'; Id = 'CaFileNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; CaFile = './no-such-file.crt' } }
        @{ Name = 'a CA file without a certificate'; Id = 'CaFileNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; CaFile = "$PSScriptRoot/Setup.ps1" } }
        @{ Name = 'a CA file that is a folder'; Id = 'CaFileNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; CaFile = $PSScriptRoot } }
        @{ Name = 'a CA file on another kind of drive'; Id = 'CaFileNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; CaFile = 'Env:PATH' } }
        @{ Name = 'a CA file on no drive'; Id = 'CaFileNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; CaFile = 'nodrive:/ca.crt' } }
        @{ Name = 'a resolver that is no address'; Id = 'ServerNotUsable'; Arguments = @{ HostName = 'host.test'; Server = 'dns.example.org' } }
        @{ Name = 'a count of 0'; Id = 'OptionsNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; Count = 0 } }
        @{ Name = 'an endless timeout'; Id = 'OptionsNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; TimeoutSeconds = [double]::PositiveInfinity } }
        @{ Name = 'a timeout that is no number'; Id = 'OptionsNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; TimeoutSeconds = [double]::NaN } }
        @{ Name = 'a path without slash'; Id = 'OptionsNotUsable'; Arguments = @{ IPAddress = '127.0.0.1'; Path = 'healthz' } }
        @{ Name = 'two depths'; Id = 'ParametersConflict'; Arguments = @{ IPAddress = '127.0.0.1'; HandshakeOnly = $true; ServerHelloOnly = $true } }
        @{ Name = 'a comparison without proxy'; Id = 'ParametersConflict'; Arguments = @{ IPAddress = '127.0.0.1'; CompareDirect = $true } }
    ) {
        $failure = { Test-TlsPerIP @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$Id,TlsPathTools.Commands.TestTlsPerIPCommand" -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$failure $($failure.TargetObject) $($failure.Exception)" | Should -Not -Match 'secret'
    }

    It 'takes a switch that is off and a parameter that is null for absent' {
        $arguments = @{ HostName = 'host.test'; IPAddress = '127.0.0.1'; Port = $server.port; HandshakeOnly = $true; ServerHelloOnly = $false; Path = $null; Server = $null; ExpectStatus = $null; Proxy = $null }
        (Test-TlsPerIP @arguments @quick).Verdict | Should -Be 'Healthy'
    }

    It 'shows progress with the failures so far' {
        $runner = [powershell]::Create().AddScript({
                param($manifest, $server)
                Import-Module $manifest
                Test-TlsPerIP host.test -IPAddress 127.0.0.1, 127.0.0.2 -Port $server.port -CaFile $server.caFile -Rate 20
            }).AddArgument($manifest).AddArgument($server)
        try {
            $null = $runner.Invoke()
            $progress = $runner.Streams.Progress.Where({ $_.Activity -eq 'Testing TLS per address' })
            $progress.Count | Should -BeGreaterThan 1
            $progress[0].StatusDescription | Should -Match '^\d+ of 40 attempts, [\d.]+ a second, \d+ failed$'
            $progress[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $runner.Dispose()
        }
    }
}

Describe 'Stopping' {
    It 'ends Test-TlsPerIP within 200 ms of Ctrl+C, in the middle of handshakes that never end' {
        # Every second attempt waits for a ServerHello that never comes.
        Measure-Stop -RecordsBefore 10 -Arguments $server.port, $server.caFile -Script {
            Test-TlsPerIP host.test -IPAddress 127.0.0.4 -Port $args[0] -CaFile $args[1] -Rate 100 -PerAttempt -TimeoutSeconds 300
        } | Should -BeLessOrEqual 400 -Because 'a busy test machine may double the 200 ms'
    }

    It 'ends the probing when the reader has enough' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $first = Test-TlsPerIP host.test -IPAddress 127.0.0.4 -Port $server.port -CaFile $server.caFile -Rate 100 -PerAttempt -TimeoutSeconds 300 |
            Select-Object -First 1
        $first | Should -BeOfType TlsPathTools.Probing.TlsAttempt
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
    }

    It 'hands an error of the reader on, and ends the probing' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        {
            Test-TlsPerIP host.test -IPAddress 127.0.0.4 -Port $server.port -CaFile $server.caFile -Rate 100 -PerAttempt -TimeoutSeconds 300 |
                ForEach-Object { throw 'enough' }
        } | Should -Throw 'enough'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
    }
}
