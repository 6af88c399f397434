BeforeAll { . "$PSScriptRoot/Setup.ps1" }

Describe 'ConvertFrom-TlsClientError' {
    It 'reads <Client>' -ForEach @(
        @{ Client = 'Python'; Line = 'ssl.SSLZeroReturnError: TLS/SSL connection has been closed (EOF) (_ssl.c:997)' }
        @{ Client = 'curl'; Line = 'curl: (35) Recv failure: Connection reset by peer' }
        @{ Client = 'Java'; Line = 'javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake' }
    ) {
        $meaning = ConvertFrom-TlsClientError $Line
        $meaning | Should -BeOfType TlsPathTools.ClientErrors.ClientErrorMeaning
        $meaning.Client | Should -BeLike "*$Client*"
        $meaning.PossibleEvents | Should -Not -BeNullOrEmpty
        foreach ($possible in $meaning.PossibleEvents) {
            $stage, $wireEvent = $possible -split '/'
            $stage | Should -BeIn ([enum]::GetNames([TlsPathTools.Probing.TlsStage]))
            $wireEvent | Should -BeIn ([enum]::GetNames([TlsPathTools.Probing.WireEvent]))
        }
    }

    It 'reads a log from the pipeline and skips what is no error' {
        $file = Join-Path $TestDrive 'client.log'
        'starting', 'curl: (35) Recv failure: Connection reset by peer', '', 'done' | Set-Content $file
        @(Get-Content $file | ConvertFrom-TlsClientError -WarningVariable warnings).Count | Should -Be 1
        $warnings | Should -BeNullOrEmpty
    }

    It 'counts skipped lines in the verbose stream, without what they hold' {
        $verbose = 'one', 'curl: (35) Recv failure: Connection reset by peer', 'GET https://host.test/?token=secret' |
            ConvertFrom-TlsClientError -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $verbose.Message | Should -Be 'Line 1 holds no error of a known client.', 'Line 3 holds no error of a known client.'
    }

    It 'warns when nothing was recognized' {
        ConvertFrom-TlsClientError 'starting', 'done' -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -BeLike 'No error of a known TLS client in 2 line(s).*'
    }

    It 'tells a proxy that is known not to be there from one that is not known' {
        $line = 'curl: (35) Recv failure: Connection reset by peer'
        (ConvertFrom-TlsClientError $line -BehindProxy).BehindProxy | Should -BeTrue
        (ConvertFrom-TlsClientError $line -BehindProxy:$false).BehindProxy | Should -BeFalse
        (ConvertFrom-TlsClientError $line -BehindProxy:$false).ProxyNote | Should -BeNullOrEmpty
        (ConvertFrom-TlsClientError $line).ProxyNote | Should -Not -BeNullOrEmpty
    }

    It 'reads the error record of a failed request, with its inner exceptions' {
        $server = Start-TestServer '127.0.0.1=HelloFin'
        try {
            try { Invoke-WebRequest "https://localhost:$($server.port)/" -TimeoutSec 20 } catch { $problem = $_ }
            $meaning = $problem | ConvertFrom-TlsClientError
            $meaning.Client | Should -BeLike '*.NET*'
            $meaning.PossibleEvents | Should -Contain 'ClientHelloSent/Fin'
        }
        finally {
            Stop-TestServer $server
        }
    }
}
