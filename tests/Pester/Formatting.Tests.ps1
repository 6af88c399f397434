BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    function ConvertFrom-Record([string] $Json) { [TlsPathTools.TlsPathJson]::Deserialize($Json) }

    $results = @(
        ConvertFrom-Record ('{"kind":"tlsPathResult","hostName":"relay.example.org","ipAddress":"192.0.2.110","port":443,"route":"direct",' +
            '"variant":"","verdict":"Intermittent","attempts":30,"failures":9,"failureRate":0.3,"rateLow":0.166,"rateHigh":0.478,"bound":"b",' +
            '"failureKinds":["8 x ClientHelloSent/Fin","1 x TcpConnect/Timeout"],"strip":".F..F.F.....FF.T..F....FF.....","tlsP50Ms":12.34}')
        ConvertFrom-Record ('{"kind":"tlsPathResult","hostName":"relay.example.org","ipAddress":"2001:db8:1234:5678:9abc:def0:1234:5678",' +
            '"port":443,"route":"via http://proxy:3128","variant":"","verdict":"Failing","attempts":30,"failures":30,"failureRate":1,' +
            '"rateLow":0.8865,"rateHigh":1,"bound":"b","failureKinds":["30 x ClientHelloSent/TimeoutUnacknowledged"],"strip":"UUUUUUUUUUUUUUUUUUUUUUUUUUUUUU"}')
        ConvertFrom-Record ('{"kind":"tlsPathResult","hostName":"relay.example.org","ipAddress":"192.0.2.111","port":443,"route":"direct",' +
            '"variant":"","verdict":"Healthy","attempts":30,"failures":0,"failureRate":0,"rateLow":0,"rateHigh":0.1135,"bound":"b",' +
            '"strip":"..............................","tlsP50Ms":2.34}')
    )
    $attempt = ConvertFrom-Record ('{"kind":"tlsAttempt","hostName":"relay.example.org","ipAddress":"192.0.2.110","port":443,"route":"direct",' +
        '"number":7,"timeUtc":"2026-01-02T03:04:05.678Z","succeeded":false,"stage":"ClientHelloSent","event":"Fin",' +
        '"detail":"FIN after our ClientHello, before any byte of ServerHello, 0.8 ms after sending","totalMs":1.234}')
    $address = ConvertFrom-Record ('{"kind":"endpointAddress","hostName":"relay.example.org","ipAddress":"2001:db8:1234:5678:9abc:def0:1234:5678",' +
        '"port":443,"addressFamily":"IPv6","ttlSeconds":300,"servers":["192.0.2.53:53","198.51.100.53:53"],"agreement":"Unanimous"}')
    $answer = ConvertFrom-Record ('{"kind":"resolverAnswer","hostName":"relay.example.org","queryName":"relay.example.org.","addressFamily":"IPv4",' +
        '"server":"192.0.2.53:53","status":"ServFail","timeUtc":"2026-01-02T03:04:05Z","elapsedMs":1.5,"detail":"the resolver failed"}')
    $meaning = ConvertFrom-Record ('{"kind":"clientErrorMeaning","line":"curl: (35) Recv failure","client":"curl","meaning":"It was reset.",' +
        '"possibleEvents":["ClientHelloSent/Rst"],"rulesOut":[],"behindProxy":false,"nextStep":"Probe each address."}')

    function Get-View($Records, [int] $Width) {
        $PSStyle.OutputRendering, $before = 'PlainText', $PSStyle.OutputRendering
        try { ($Records | Out-String -Width $Width).Trim([char[]]"`r`n") -split '\r?\n' }
        finally { $PSStyle.OutputRendering = $before }
    }
}

Describe 'The views' {
    It 'show a result in a row, at 80 columns up to the kind of failure' {
        $lines = Get-View $results 80
        $lines[0].Trim() | Should -Be 'Endpoint: relay.example.org:443'
        $lines[2].TrimEnd() | Should -Be 'IPAddress           Verdict       Failed Rate [95 %]     Mostly'
        $lines[4].TrimEnd() | Should -Be '192.0.2.110         Intermittent    9/30 30 % [17, 48]   ClientHelloSent/Fin +1'
        $lines[5].TrimEnd() | Should -Be '2001…4:5678 (proxy) Failing        30/30 100 % [89, 100] ClientHelloSent/Timeo…'
        $lines[6].TrimEnd() | Should -Be '192.0.2.111         Healthy         0/30 0 % [0, 11]'
    }

    It 'show more of a result at 120 columns' {
        $lines = Get-View $results 120
        $lines[2].TrimEnd() | Should -Be 'IPAddress           Verdict       Failed Rate [95 %]     Mostly                  TLS ms Attempts in order'
        $lines[4].TrimEnd() | Should -Be '192.0.2.110         Intermittent    9/30 30 % [17, 48]   ClientHelloSent/Fin +1    12.3 .F..F.F.....FF.T..F....FF.....'
    }

    It 'fit <Width> columns: <Name>' -ForEach @(
        foreach ($width in 80, 120) {
            foreach ($name in 'results', 'attempt', 'address', 'answer', 'meaning') { @{ Width = $width; Name = $name } }
        }
    ) {
        $lines = Get-View (Get-Variable $Name -ValueOnly) $Width
        $lines.Count | Should -BeGreaterThan 2
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual $Width
    }

    It 'show an attempt in a row' {
        (Get-View $attempt 120)[2].TrimEnd() |
            Should -Be '03:04:05.678 192.0.2.110         7 ClientHelloSent/Fin         1.23 FIN after our ClientHello, before any byte of Serve…'
    }

    It 'show an address in full' {
        (Get-View $address 80) -join "`n" | Should -Match '2001:db8:1234:5678:9abc:def0:1234:5678     300 Unanimous'
    }

    It 'show why a resolver gave no address' {
        (Get-View $answer 80)[-1].TrimEnd() | Should -Be '192.0.2.53:53         IPv4   ServFail             1.50 the resolver failed'
    }

    It 'show a meaning as a list' {
        (Get-View $meaning 80) -join "`n" | Should -Match '(?m)^PossibleEvents : ClientHelloSent/Rst$'
    }

    It 'show an attempt as a list without what is not known' {
        $text = (Get-View ($attempt | Format-List) 120) -join "`n"
        $text | Should -Match '(?m)^Detail\s+: FIN after our ClientHello'
        $text | Should -Not -Match 'ProxyStatus'
    }

    It 'colour a verdict where the host shows colours, and only there' {
        $format = 'TlsPathTools.Internal._Format' -as [type]
        $format::Paint('Failing', '<', '[', '>', $true) | Should -Be '<Failing>'
        $format::Paint('Failing', '<', '[', '>', $false) | Should -Be 'Failing'
        (Get-View $results 80) -join '' | Should -Not -Match "`e"
    }

    It 'show records that came back from a file' {
        $file = Join-Path $TestDrive 'results.clixml'
        $results | Export-Clixml $file
        Get-View (Import-Clixml $file) 120 | Should -Be (Get-View $results 120)
        $attempt | Export-Clixml $file
        Get-View (Import-Clixml $file) 120 | Should -Be (Get-View $attempt 120)
    }
}
