BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $server = Start-TestServer 'dns:host.test=127.0.0.1,127.0.0.2,::1;other.test=127.0.0.3', 'dns:host.test=127.0.0.1'
    $complete, $partial = $server.dns
}

AfterAll { Stop-TestServer $server }

Describe 'Resolve-EndpointIPs' {
    It 'gives a record per address, with port and resolvers' {
        $addresses = Resolve-EndpointIPs host.test:8443 -Server $complete -DnsOnly
        $addresses | ForEach-Object { $_ | Should -BeOfType TlsPathTools.Dns.EndpointAddress }
        $addresses.IPAddress | Should -Be '127.0.0.1', '127.0.0.2', '::1'
        $addresses.Port | Should -Be 8443, 8443, 8443
        $addresses[0].Servers | Should -Be $complete
    }

    It 'takes names from the pipeline, as text and as a property <_>' -ForEach 'HostName', 'Name', 'ComputerName', 'Uri' {
        ('host.test' | Resolve-EndpointIPs -Server $complete -DnsOnly).Count | Should -Be 3
        $row = [pscustomobject]@{ $_ = 'host.test'; Port = '8443' }
        ($row | Resolve-EndpointIPs -Server $complete -DnsOnly).Port | Should -Be 8443, 8443, 8443
        ([uri]'https://other.test/path' | Resolve-EndpointIPs -Server $complete -DnsOnly).IPAddress | Should -Be '127.0.0.3'
    }

    It 'keeps the order of the names' {
        (Resolve-EndpointIPs other.test, host.test, other.test -Server $complete -DnsOnly -Type A).HostName |
            Should -Be 'other.test', 'host.test', 'host.test', 'other.test'
    }

    It 'limits the family by <Name>' -ForEach @(
        @{ Name = '-Type A'; Arguments = @{ Type = 'A' }; Expected = '127.0.0.1', '127.0.0.2' }
        @{ Name = '-Type AAAA'; Arguments = @{ Type = 'AAAA' }; Expected = '::1' }
        @{ Name = '-AddressFamily IPv6'; Arguments = @{ AddressFamily = 'IPv6' }; Expected = '::1' }
        @{ Name = '-Type All'; Arguments = @{ Type = 'All' }; Expected = '127.0.0.1', '127.0.0.2', '::1' }
    ) {
        (Resolve-EndpointIPs host.test -Server $complete -DnsOnly @Arguments).IPAddress | Should -Be $Expected
    }

    It 'says which resolvers lack an address' {
        $addresses = Resolve-EndpointIPs host.test -Server $complete, $partial -DnsOnly -Type A -WarningAction SilentlyContinue
        $addresses[0].Agreement | Should -Be 'Unanimous'
        $addresses[1].Agreement | Should -Be 'Partial'
        $addresses[1].MissingFrom | Should -Be $partial
    }

    It 'gives the answer of each resolver with -PerServer' {
        $answers = Resolve-EndpointIPs host.test -Server $complete, $partial -DnsOnly -PerServer -WarningAction SilentlyContinue
        $answers | ForEach-Object { $_ | Should -BeOfType TlsPathTools.Dns.ResolverAnswer }
        ($answers | Where-Object Server -EQ $complete | Where-Object AddressFamily -EQ IPv4 | Select-Object -First 1).IPAddresses | Should -Be '127.0.0.1', '127.0.0.2'
        ($answers | Where-Object AddressFamily -EQ IPv6 | Where-Object Server -EQ $partial | Select-Object -First 1).Status | Should -Be 'NoData'
    }

    It 'goes on after a name that cannot be resolved, and says what to do' {
        $addresses = Resolve-EndpointIPs nosuch.test, other.test -Server $complete -DnsOnly -ErrorVariable problems -ErrorAction SilentlyContinue
        $addresses.IPAddress | Should -Be '127.0.0.3'
        $problems.FullyQualifiedErrorId | Should -Be 'NameNotResolved,TlsPathTools.Commands.ResolveEndpointIPsCommand'
        $problems[0].TargetObject | Should -Be 'nosuch.test'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problems[0].ErrorDetails.RecommendedAction | Should -Match '-PerServer'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'port 0'; Id = 'PortNotUsable'; Arguments = @{ Name = 'host.test'; Port = 0 } }
        @{ Name = 'port 70000'; Id = 'PortNotUsable'; Arguments = @{ Name = 'host.test'; Port = 70000 } }
        @{ Name = 'an empty name'; Id = 'NameNotUsable'; Arguments = @{ Name = '' } }
        @{ Name = 'a malformed name'; Id = 'NameNotUsable'; Arguments = @{ Name = 'no such..name' } }
        @{ Name = 'a resolver that is no address'; Id = 'ServerNotUsable'; Arguments = @{ Name = 'host.test'; Server = 'dns.example.org' } }
        @{ Name = 'a timeout of 0'; Id = 'OptionsNotUsable'; Arguments = @{ Name = 'host.test'; TimeoutSeconds = 0 } }
        @{ Name = 'a type against the family'; Id = 'ParametersConflict'; Arguments = @{ Name = 'host.test'; Type = 'A'; AddressFamily = 'IPv6' } }
    ) {
        $failure = { Resolve-EndpointIPs @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$Id,TlsPathTools.Commands.ResolveEndpointIPsCommand" -PassThru
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'does not show the password of a URL that cannot be read' {
        $failure = { Resolve-EndpointIPs 'user:secret@host..test' -ErrorAction Stop } | Should -Throw -PassThru
        "$failure $($failure.TargetObject)" | Should -Not -Match 'secret'
    }

    It 'ends within 200 ms of Ctrl+C while a resolver is silent' {
        Measure-Stop -RecordsBefore 1 -Arguments $complete -Script {
            Resolve-EndpointIPs other.test, silent.test -Server $args[0] -DnsOnly -TimeoutSeconds 300
        } | Should -BeLessOrEqual 400 -Because 'a busy test machine may double the 200 ms'
    }
}
