BeforeDiscovery { $noProxy = -not (Get-Command tinyproxy -CommandType Application -ErrorAction Ignore) }

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    if (Get-Command tinyproxy -CommandType Application -ErrorAction Ignore) {
        $server = Start-TestServer 'proxy', '127.0.0.1=Ok', '127.0.0.2=HelloFin'
        $login = @{
            Proxy           = $server.proxy
            ProxyCredential = [pscredential]::new('user', (ConvertTo-Secret 'secret'))
        }
        $quick = @{ Port = $server.port; CaFile = $server.caFile; Rate = 500; Count = 5; TimeoutSeconds = 20 }
    }
}

AfterAll { if (Get-Variable server -ErrorAction Ignore) { Stop-TestServer $server } }

Describe 'Test-TlsPerIP through an explicit proxy (tinyproxy)' -Skip:$noProxy {
    It 'tests each address by itself, and shows no password' {
        $results = Test-TlsPerIP host.test -IPAddress 127.0.0.1, 127.0.0.2 @login @quick
        $results.Verdict | Should -Be 'Healthy', 'Failing'
        $results.Route | Should -Be (@("via http://$($server.proxy)") * 2)
        $results | ConvertTo-Json -Depth 5 | Should -Not -Match 'secret'
    }

    It 'says that the proxy asks for credentials, as a result' {
        $attempts = Test-TlsPerIP host.test -IPAddress 127.0.0.1 -Proxy $server.proxy -PerAttempt @quick
        $attempts.Event | Sort-Object -Unique | Should -Be 'ProxyAuthenticationRequired'
    }

    It 'takes credentials from the URL as well' {
        (Test-TlsPerIP host.test -IPAddress 127.0.0.1 -Proxy "http://user:secret@$($server.proxy)" @quick).Verdict | Should -Be 'Healthy'
    }

    It 'leaves a name to the proxy with -ProxyConnectByName, and does not resolve it' {
        $results = Test-TlsPerIP localhost -ProxyConnectByName @login @quick
        $results.Verdict | Should -Be 'Healthy'
        $results.IPAddress | Should -Be ''
        $unknown = Test-TlsPerIP nosuch.test -ProxyConnectByName -ErrorVariable problems @login @quick
        $unknown.Verdict | Should -Be 'Failing'
        $unknown.FailureKinds | Should -BeLike '5 x ProxyConnect/*'
        $problems | Should -BeNullOrEmpty
    }

    It 'compares with the direct way' {
        $results = Test-TlsPerIP host.test -IPAddress 127.0.0.1 -CompareDirect @login @quick
        $results.Route | Sort-Object | Should -Be 'direct', "via http://$($server.proxy)"
        $results.Verdict | Should -Be 'Healthy', 'Healthy'
    }
}
