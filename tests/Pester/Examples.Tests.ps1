# Every PowerShell block of the help and of the pages is run on the lab, with its names in the place of the pages' own.
BeforeDiscovery {
    $pages = Get-Item "$PSScriptRoot/../../docs/en-US/*.md", "$PSScriptRoot/../../docs/*.md", "$PSScriptRoot/../../README.md"
    $blocks = foreach ($page in $pages) {
        $number = 0
        foreach ($match in [regex]::Matches([System.IO.File]::ReadAllText($page.FullName), '(?ms)^```powershell\n(.*?)^```')) {
            @{ Page = $page.BaseName; Number = ++$number; Code = $match.Groups[1].Value }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    # What the pages assume of a machine: profiles, a kubeconfig, the modules of Azure, logs, and files of a colleague.
    function Initialize-World([string] $Folder) {
        $script:lab = Start-TlsPathLab relay-node-fault
        $profiles = foreach ($name in 'default', 'relay-admin', 'network', 'workload', 'runbook') {
            "[$name]`naws_access_key_id = $($lab.AccessKeyId)`naws_secret_access_key = $($lab.SecretAccessKey)`nregion = $($lab.Region)`n"
        }
        $profiles | Set-Content "$Folder/credentials"
        $set = @{
            AWS_SHARED_CREDENTIALS_FILE = "$Folder/credentials"; AWS_CONFIG_FILE = "$Folder/none"
            AWS_ENDPOINT_URL = $lab.AwsEndpoint; AWS_REGION = $lab.Region; KUBECONFIG = $lab.KubeConfigPath
        }
        foreach ($name in $set.Keys) { Set-Item "Env:$name" $set[$name] }
        foreach ($name in 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE') { Remove-Item "Env:$name" -ErrorAction Ignore }
        $map = Get-TargetNodeMap $lab.HostName -SkipKubeProxy
        $script:node = $map[0].NodeName
        $script:otherNode = @($map.NodeName | Where-Object { $_ -ne $node })[0]
        $script:nodeAddress = $map[0].PrivateIpAddress
    }

    # Of the pages' world into the lab's. Nothing else of a block is changed.
    function Convert-Block([string] $Code) {
        $Code = $Code -replace '(?m)^dotnet build$' -replace 'Import-Module \./artifacts/module/TlsPathTools', "Import-Module '$manifest'"
        $Code = $Code -replace '\b(relay|login|portal|chat|blog)\.example\.org(:8443)?', $lab.HostName
        $Code = $Code -replace '192\.0\.2\.53, 198\.51\.100\.53', $lab.DnsServer -replace 'http://proxy\.example\.org:3128|proxy\.example\.net:3128', $lab.Proxy
        $Code = $Code -replace '\b(worker|node)-a\b', $node -replace '\bnode-b\b', $otherNode -replace '\b10\.40\.11\.23\b', $nodeAddress
        $id = Get-TlsPathConnection | Select-Object -Last 1 | ForEach-Object ConnectionId
        $Code = $Code -replace 'Disconnect-TlsPath 2', "Disconnect-TlsPath $id" -replace 'ConnectionId -EQ 1', "ConnectionId -EQ $id"
        # Nobody waits for an hour here, and "exit" would end the tests.
        $Code -replace '-Duration 1:00:00', '-Duration 0:00:02' -replace '\bexit 1\b', 'return'
    }

    # Of the modules of Azure, which need an account.
    function Get-AzAccessToken { @{ Token = ConvertTo-Secret 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSIsImlzcyI6Imh0dHBzOi8vc3RzIiwiYXVkIjoiYXdzIn0.c2ln' } }
    function Connect-AzAccount { 'connected' }

    $environment = Get-ChildItem Env: | Where-Object Name -Match '^(AWS_|KUBECONFIG)'
    Initialize-World $TestDrive
    Push-Location $TestDrive
    $PSDefaultParameterValues = @{ 'Test-TlsPerIP:Rate' = 100; 'Test-TlsPerIP:TimeoutSeconds' = 2 }

    $results = Test-TlsPerIP $lab.HostName -PerAttempt -Count 5
    $results | Export-TlsPathEvidence ./attempts.jsonl -NoSnapshot
    Test-TlsPerIP $lab.HostName | Export-TlsPathEvidence ./colleague.jsonl
    'ok', 'ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2396)' | Set-Content client.log
    (Get-Content "$PSScriptRoot/../../src/TlsPathTools.Lab/Scenarios/Files/healthy.json" -Raw) -replace '"\$schema":.*' | Set-Content our-cluster.json
    $role = 'arn:aws:iam::417392058164:role/tlspath'
}

AfterAll {
    Pop-Location
    Disconnect-TlsPath
    Stop-TlsPathLab
    Get-ChildItem Env: | Where-Object Name -Match '^(AWS_|KUBECONFIG)' | Remove-Item
    foreach ($variable in $environment) { Set-Item "Env:$($variable.Name)" $variable.Value }
}

Describe 'A block of the pages' {
    BeforeEach {
        # What a block before has written is another's; what a colleague gave is there.
        Get-ChildItem *.jsonl, *.csv -Exclude attempts.jsonl, colleague.jsonl | Remove-Item
        foreach ($name in 'relay', 'office', 'branch') { if ($Code -notmatch "Export-TlsPathEvidence \./$name\.jsonl") { Copy-Item ./colleague.jsonl "./$name.jsonl" } }
        if ($Page -match '^(Disconnect-TlsPath|Get-TlsPathConnection)$') { 1..2 | ForEach-Object { $null = Connect-TlsPath } }
    }

    AfterEach {
        if ($Code -match 'TlsPathLab|TlsPathConnection|onnect-TlsPath|\$env:') {
            Disconnect-TlsPath
            Stop-TlsPathLab
            Initialize-World $TestDrive
        }
    }

    It 'runs: <Page>, <Number>' -ForEach $blocks {
        $text = Convert-Block $Code
        # As if whoever reads it said yes to each question.
        $ConfirmPreference = 'None'
        $script = [scriptblock]::Create("Set-StrictMode -Off; `$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'SilentlyContinue'`n$text")
        $output = & $script 3>$null 6>$null
        # The host is told what would be done; all else puts something out, or leaves a file or a variable.
        if ($text -notmatch '-WhatIf|\$env:|Export-|Stop-TlsPathLab\s*\z|\ADisconnect-|Where-Object (-not|StuckAt|Suspect|Forwards|State|Owner|TlsTermination|Reachability|SyncState|\{)|NotAllowed|ErrorShapes|Snapshot\.Gaps') {
            $output | Should -Not -BeNullOrEmpty -Because $text
        }
    }
}
