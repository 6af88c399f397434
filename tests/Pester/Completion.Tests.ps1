BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

Describe 'Completion' {
    It 'completes <Line>' -ForEach @(
        @{ Line = 'Test-TlsPer'; Expected = 'Test-TlsPerIP' }
        @{ Line = 'Test-TlsPerIP -FirstFlight '; Expected = 'Default', 'Large', 'Small' }
        @{ Line = 'Test-TlsPerIP -TlsVersion '; Expected = 'Any', 'Tls12', 'Tls13' }
        @{ Line = 'Test-TlsPerIP -AddressFamily '; Expected = 'IPv4', 'IPv6' }
        @{ Line = 'Resolve-EndpointIPs -Type '; Expected = 'A', 'AAAA', 'All' }
    ) {
        Get-Completion $Line | Sort-Object | Should -Be $Expected
    }

    It 'completes a proxy from the environment, without its password' {
        $env:HTTPS_PROXY = 'http://user:secret@proxy.example.net:3128'
        try {
            $found = Get-Completion 'Test-TlsPerIP -Proxy '
            $found | Should -Be 'http://proxy.example.net:3128'
        }
        finally {
            Remove-Item Env:HTTPS_PROXY
        }
    }
}
