BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $lab = Start-TlsPathLab relay-node-fault
    $secret = $lab.SecretAccessKey
    $addresses = Resolve-EndpointIPs $lab.HostName
    $results = $addresses | Test-TlsPerIP -Count 5 -Rate 50 -TimeoutSeconds 10
    $attempts = $addresses | Test-TlsPerIP -Count 2 -Rate 50 -TimeoutSeconds 10 -PerAttempt
    $map = $results | Get-TargetNodeMap
    $ports = $map | Test-NodePort -Count 5
    $marked = $results | Get-TargetNodeMap -NodePortResult $ports
    $conflict = $results | Find-LoadBalancerConflict
    $renewal = $results | Test-CertificateRenewal
    $file = Join-Path $TestDrive 'relay.jsonl'
    $addresses + $results + $attempts + $ports |
        Export-TlsPathEvidence $file -VantagePoint office -LogLine 'ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1006)'
    $results | Export-TlsPathEvidence "$TestDrive/outer.jsonl"

    # From here on there is no lab: everything is read from the files.
    Stop-TlsPathLab
    $bundle = Import-TlsPathEvidence $file

    function Get-Chain($Rows) {
        foreach ($row in $Rows) {
            '{0} {1}/{2} {3}:{4} {5} {6} failing={7} suspect={8}' -f $row.IPAddress, $row.Failures, $row.Attempts,
                $row.NodeName, $row.NodePort, $row.TargetHealth, $row.Share, $row.AddressFailing, $row.Suspect
        }
    }
}

Describe 'A bundle of evidence' {
    It 'holds what was written' {
        $bundle | Should -BeOfType ([TlsPathTools.EvidenceFiles.TlsPathEvidence])
        @($bundle.Addresses) | Should -HaveCount 2
        @($bundle.Results) | Should -HaveCount 2
        @($bundle.Attempts) | Should -HaveCount 4
        @($bundle.NodePorts) | Should -HaveCount 2
        @($bundle.LogLines)[0].Client | Should -Match 'Python'
        $bundle.Snapshot | Should -Not -BeNullOrEmpty
        $bundle.VantagePoints | Should -Be 'office', 'through the API server'
    }

    It 'gives the same map without the lab' {
        Get-Chain (Import-TlsPathEvidence "$TestDrive/outer.jsonl" | Get-TargetNodeMap) | Should -Be (Get-Chain $map)
        $map | Where-Object Suspect | Should -BeNullOrEmpty
    }

    It 'gives the same suspect where it holds what Test-NodePort saw' {
        Get-Chain ($bundle | Get-TargetNodeMap) | Should -Be (Get-Chain $marked)
        @($marked | Where-Object Suspect) | Should -Not -BeNullOrEmpty
    }

    It 'is what the other steps reason on as well' {
        ($bundle | Get-EndpointLoadBalancer).LoadBalancerName | Select-Object -Unique | Should -Be 'eoe-sde-codisc-relay-alb'
        ($bundle | Get-NodeKubeProxy).SyncState | Select-Object -Unique | Should -Be 'Fresh'
        (Get-NodePodDistribution hutch hutch-relay -Evidence $bundle).NodeName | Should -HaveCount 2
        ($bundle | Find-LoadBalancerConflict).Detail | Should -Be $conflict.Detail
        ($bundle | Test-CertificateRenewal).MissingObject | Should -Be $renewal.MissingObject
    }

    It 'is written again as it was read' {
        $again = Join-Path $TestDrive 'again.jsonl'
        $bundle | Export-TlsPathEvidence $again -NoSnapshot
        Get-Content $again | Select-Object -Skip 1 | Should -Be (Get-Content $file | Select-Object -Skip 1)
    }

    It 'has a header and a record a line, and no secret' {
        $lines = Get-Content $file
        ($lines[0] | ConvertFrom-Json).kind | Should -Be 'evidence'
        ($lines[0] | ConvertFrom-Json).version | Should -Be 1
        $lines | ForEach-Object { ($_ | ConvertFrom-Json).kind } | Should -Not -BeNullOrEmpty
        $lines -join "`n" | Should -Not -Match ([regex]::Escape($secret))
    }

    It 'may be read by its owner only' -Skip:$IsWindows {
        [System.IO.File]::GetUnixFileMode($file) | Should -Be ([System.IO.UnixFileMode]'UserRead, UserWrite')
    }

    It 'is joined from several places' {
        $joined = $file, "$TestDrive/outer.jsonl" | Import-TlsPathEvidence
        $joined | Should -HaveCount 1
        @($joined.Results) | Should -HaveCount 4
        $joined.VantagePoints | Should -Contain 'office'
    }

    It 'is seen in a list of counts and names' {
        $bundle | Out-String | Should -Match '(?m)^Attempts +: 4'
    }
}

Describe 'Export-TlsPathEvidence' {
    It 'replaces no file without -Force' {
        { $results | Export-TlsPathEvidence $file -NoSnapshot -ErrorAction Stop } |
            Should -Throw -ErrorId 'EvidenceNotWritten,TlsPathTools.Commands.ExportTlsPathEvidenceCommand'
        $copy = Join-Path $TestDrive 'copy.jsonl'
        $results | Export-TlsPathEvidence $copy -NoSnapshot
        $results[0] | Export-TlsPathEvidence $copy -NoSnapshot -Force
        @((Import-TlsPathEvidence $copy).Results) | Should -HaveCount 1
    }

    It 'writes nothing with -WhatIf' {
        $results | Export-TlsPathEvidence "$TestDrive/whatif.jsonl" -NoSnapshot -WhatIf
        "$TestDrive/whatif.jsonl" | Should -Not -Exist
    }

    It 'says where it cannot write' {
        { $results | Export-TlsPathEvidence "$TestDrive/no/such/folder.jsonl" -NoSnapshot -ErrorAction Stop } |
            Should -Throw -ErrorId 'EvidenceNotWritten,TlsPathTools.Commands.ExportTlsPathEvidenceCommand'
    }

    It 'says that there is nothing to write' {
        { Export-TlsPathEvidence "$TestDrive/nothing.jsonl" -ErrorAction Stop } | Should -Throw -ErrorId 'NothingToRead,TlsPathTools.Commands.ExportTlsPathEvidenceCommand'
    }
}

Describe 'Import-TlsPathEvidence' {
    It 'reads lines of tlspath probe --json, and takes the place they were seen from' {
        $lines = Join-Path $TestDrive 'jumpbox.jsonl'
        $results + $attempts | ForEach-Object { [TlsPathTools.TlsPathJson]::Serialize($_) } | Set-Content $lines
        $read = Import-TlsPathEvidence $lines -VantagePoint 'jump box'
        @($read.Attempts) | Should -HaveCount 4
        $read.VantagePoints | Should -Be 'jump box'
        (Import-TlsPathEvidence $lines).VantagePoints | Should -Be 'jumpbox'
    }

    It 'says that a bundle has no snapshot' {
        $results | Export-TlsPathEvidence "$TestDrive/probes.jsonl" -NoSnapshot
        { Import-TlsPathEvidence "$TestDrive/probes.jsonl" | Get-TargetNodeMap -ErrorAction Stop } |
            Should -Throw -ErrorId 'NoSnapshot,TlsPathTools.Commands.GetTargetNodeMapCommand'
    }

    It 'says which file and line cannot be used: <Name>' -ForEach @(
        @{ Name = 'nothing'; Text = '' }
        @{ Name = 'other JSON'; Text = '{"a":1}' }
        @{ Name = 'no JSON'; Text = "kind: evidence`nversion: 1" }
        @{ Name = 'a version to come'; Text = '{"kind":"evidence","version":99,"tool":"TlsPathTools 9","createdUtc":"2030-01-01T00:00:00Z"}' }
    ) {
        $bad = Join-Path $TestDrive 'bad.jsonl'
        Set-Content $bad $Text -NoNewline
        { Import-TlsPathEvidence $bad -ErrorAction Stop } |
            Should -Throw -ErrorId 'EvidenceNotUsable,TlsPathTools.Commands.ImportTlsPathEvidenceCommand' -ExpectedMessage '*bad.jsonl*'
    }

    It 'reads the others when one file is not there' {
        $read = Import-TlsPathEvidence "$TestDrive/none.jsonl", $file -ErrorVariable problems -ErrorAction SilentlyContinue
        @($read.Results) | Should -HaveCount 2
        $problems.FullyQualifiedErrorId | Should -Be 'EvidenceNotUsable,TlsPathTools.Commands.ImportTlsPathEvidenceCommand'
    }
}
