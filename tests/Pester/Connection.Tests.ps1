BeforeAll {
    . "$PSScriptRoot/Setup.ps1"
    $lab = Start-TlsPathLab relay-node-fault
    $key = [pscredential]::new($lab.AccessKeyId, (ConvertTo-Secret $lab.SecretAccessKey))
    $cloud = @{ EndpointUrl = $lab.AwsEndpoint; Region = $lab.Region; AccessKey = $key }
    $cluster = @{ KubeConfigPath = $lab.KubeConfigPath }

    function Get-Row($Connection) { Get-TargetNodeMap $lab.HostName -Connection $Connection -SkipKubeProxy }
}

AfterAll {
    Disconnect-TlsPath
    Stop-TlsPathLab
}

Describe 'Connect-TlsPath' {
    AfterEach { Disconnect-TlsPath }

    It 'opens account and cluster, and says who one is there' {
        $both = Connect-TlsPath @cloud @cluster
        $both | Should -BeOfType ([TlsPathTools.TlsPathConnection])
        $both.IsDefault | Should -BeTrue
        $both.AccountId | Should -Be '417392058164'
        $both.Caller | Should -BeLike 'arn:aws:iam::417392058164:*'
        $both.KubeServer | Should -BeLike 'https://*'
        $both.KubeVersion | Should -BeLike 'v1.*'
        $both.KubeUser | Should -Not -BeNullOrEmpty
        (Get-Row $both).NodeName | Should -Not -BeNullOrEmpty
    }

    It 'finds an EKS cluster by its name alone' {
        $eks = Connect-TlsPath @cloud -ClusterName eoe-sde
        $eks.ClusterName | Should -Be 'eoe-sde'
        $eks.KubeVersion | Should -BeLike 'v1.*'
    }

    It 'opens several; the newest is the default, and -Connection takes more than one' {
        $account = Connect-TlsPath @cloud -NoKubernetes
        $nodes = Connect-TlsPath @cluster -NoAws
        $open = Get-TlsPathConnection
        $open.ConnectionId | Should -Be $account.ConnectionId, $nodes.ConnectionId
        $open.IsDefault | Should -Be $false, $true
        Get-Row $account | Where-Object NodeName | Should -BeNullOrEmpty
        (Get-Row $account).InstanceId | Should -Not -BeNullOrEmpty
        (Get-Row $account, $nodes).NodeName | Select-Object -Unique | Should -HaveCount 2
        # The account is not asked, and that is not "nothing there".
        (Get-Row $nodes).Owner | Select-Object -Unique | Should -Be 'Unknown'
    }

    It 'takes its parameters from a row' {
        $row = [pscustomobject]@{ Region = $lab.Region; KubeConfigPath = $lab.KubeConfigPath }
        ($row | Connect-TlsPath -EndpointUrl $lab.AwsEndpoint -AccessKey $key).Region | Should -Be $lab.Region
    }

    It 'refuses what contradicts itself: <Name>' -ForEach @(
        @{ Name = 'neither'; Arguments = @{ NoAws = $true; NoKubernetes = $true } }
        @{ Name = 'an EKS cluster without AWS'; Arguments = @{ NoAws = $true; ClusterName = 'a' } }
        @{ Name = 'a context without Kubernetes'; Arguments = @{ NoKubernetes = $true; KubeContext = 'a' } }
        @{ Name = 'two clusters'; Arguments = @{ ClusterName = 'a'; KubeContext = 'b' } }
        @{ Name = 'a token for no role'; Arguments = @{ WebIdentityToken = [securestring]::new() } }
        @{ Name = 'a token for no key'; Arguments = @{ SessionToken = [securestring]::new() } }
    ) {
        { Connect-TlsPath @Arguments } | Should -Throw -ErrorId 'ParametersConflict,TlsPathTools.Commands.ConnectTlsPathCommand'
    }

    It 'says what does not work, and opens nothing: <Name>' -ForEach @(
        @{ Name = 'a wrong secret'; Arguments = { @{ EndpointUrl = $lab.AwsEndpoint; Region = $lab.Region; NoKubernetes = $true
                    AccessKey = [pscredential]::new($lab.AccessKeyId, (ConvertTo-Secret 'canary-4711-canary')) } }; Expected = '*secret access key*' }
        @{ Name = 'no such kubeconfig'; Arguments = { @{ NoAws = $true; KubeConfigPath = 'nosuch' } }; Expected = '*nosuch does not exist*' }
        @{ Name = 'no such context'; Arguments = { $cluster + @{ NoAws = $true; KubeContext = 'nosuch' } }; Expected = '*nosuch*' }
    ) {
        $arguments = & $Arguments
        { Connect-TlsPath @arguments -ErrorAction Stop } |
            Should -Throw -ErrorId 'ConnectionFailed,TlsPathTools.Commands.ConnectTlsPathCommand' -ExpectedMessage $Expected
        Get-TlsPathConnection | Should -BeNullOrEmpty
    }

    It 'opens what answers, and warns of what was only looked for' {
        $env:KUBECONFIG = Join-Path $TestDrive 'nosuch'
        try { $half = Connect-TlsPath @cloud -WarningVariable warnings -WarningAction SilentlyContinue }
        finally { Remove-Item Env:KUBECONFIG }
        $half.AccountId | Should -Not -BeNullOrEmpty
        $half.KubeServer | Should -BeNullOrEmpty
        "$warnings" | Should -Match 'cluster'
        $half.Notes | Should -Not -BeNullOrEmpty
    }

    It 'warns of an account only where one is asked' {
        $profileBefore = $env:AWS_PROFILE
        $env:AWS_PROFILE = 'nosuch'
        try { $half = Connect-TlsPath @cluster -WarningAction SilentlyContinue }
        finally { $env:AWS_PROFILE = $profileBefore }
        $ofCluster = @{
            'Get-NodeKubeProxy' = { Get-NodeKubeProxy -Connection $half }
            'Get-NodePodDistribution' = { Get-NodePodDistribution hutch hutch-relay -Connection $half }
            'Test-CertificateRenewal' = { Test-CertificateRenewal -Connection $half }
            'Measure-ServicePodLog' = { Measure-ServicePodLog hutch hutch-relay -Connection $half }
        }
        foreach ($name in $ofCluster.Keys) {
            $warnings, $rows = (& $ofCluster[$name] 3>&1).Where({ $_ -is [System.Management.Automation.WarningRecord] }, 'Split')
            $warnings | Should -BeNullOrEmpty -Because $name
            $rows | Should -Not -BeNullOrEmpty -Because $name
        }

        Get-TargetNodeMap $lab.HostName -Connection $half 3>&1 | Where-Object { $_ -match '^No access to AWS: ' } | Should -HaveCount 1
    }

    It 'opens nothing where what was named does not answer' {
        { Connect-TlsPath @cloud -KubeConfigPath nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionFailed,TlsPathTools.Commands.ConnectTlsPathCommand' -ExpectedMessage '*nosuch*'
        Get-TlsPathConnection | Should -BeNullOrEmpty
    }
}

Describe 'Disconnect-TlsPath' {
    It 'closes one, makes the newest of the others the default, and closes all' {
        $first = Connect-TlsPath @cloud -NoKubernetes
        $second = Connect-TlsPath @cloud -NoKubernetes
        ($second | Disconnect-TlsPath -PassThru).ConnectionId | Should -Be $second.ConnectionId
        (Get-TlsPathConnection | Where-Object IsDefault).ConnectionId | Should -Be $first.ConnectionId
        Disconnect-TlsPath | Should -BeNullOrEmpty
        Get-TlsPathConnection | Should -BeNullOrEmpty
    }

    It 'says that there is no such connection' {
        { Disconnect-TlsPath 4711 -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionNotFound,TlsPathTools.Commands.DisconnectTlsPathCommand'
    }
}

Describe 'A module that is removed' {
    It 'closes its connections' {
        $other = [powershell]::Create().AddScript({
                param($manifest, $cloud)
                Import-Module $manifest
                $null = Connect-TlsPath @cloud -NoKubernetes
                (Get-TlsPathConnection).Count
                Remove-Module TlsPathTools
                Import-Module $manifest
                @(Get-TlsPathConnection).Count
            }).AddArgument($manifest).AddArgument($cloud)
        $other.Invoke() | Should -Be 1, 0
        $other.Dispose()
    }
}

Describe 'A connection that is not open here' {
    AfterEach { Disconnect-TlsPath }

    It 'is refused after it was closed' {
        $closed = Connect-TlsPath @cloud -NoKubernetes
        Disconnect-TlsPath
        { Get-EndpointLoadBalancer $lab.HostName -Connection $closed -ErrorAction Stop } |
            Should -Throw -ErrorId 'ConnectionNotOpen,TlsPathTools.Commands.GetEndpointLoadBalancerCommand'
    }

    It 'is refused in another runspace, which sees none of this one' {
        $mine = Connect-TlsPath @cloud -NoKubernetes
        $other = [powershell]::Create().AddScript("Import-Module '$manifest'; Get-TlsPathConnection; Get-NodeKubeProxy -Connection `$args[0]").AddArgument($mine)
        $other.Invoke() | Should -BeNullOrEmpty
        $other.Streams.Error.FullyQualifiedErrorId | Should -Be 'ConnectionNotOpen,TlsPathTools.Commands.GetNodeKubeProxyCommand'
        $other.Dispose()
    }

    It 'is refused when it came back from a file' {
        Connect-TlsPath @cloud -NoKubernetes | Export-Clixml "$TestDrive/connection.clixml"
        Disconnect-TlsPath
        { Get-NodeKubeProxy -Connection (Import-Clixml "$TestDrive/connection.clixml") -ErrorAction Stop } |
            Should -Throw -ErrorId 'ConnectionNotOpen,TlsPathTools.Commands.GetNodeKubeProxyCommand'
    }
}

Describe 'Secrets' {
    It 'are in no output, error, verbose stream or transcript' {
        $canary = 'canary-secret-0123456789abcdef0123456789'
        $token = 'canary-token-fedcba9876543210fedcba98'
        $Error.Clear()
        $text = & {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Start-Transcript "$TestDrive/transcript.txt" | Out-Null
            try {
                $bad = [pscredential]::new($lab.AccessKeyId, (ConvertTo-Secret $canary))
                Connect-TlsPath -EndpointUrl $lab.AwsEndpoint -Region $lab.Region -NoKubernetes -AccessKey $bad -SessionToken (ConvertTo-Secret $token) -ErrorAction Continue
                Connect-TlsPath @cloud @cluster | Format-List *
                Get-TlsPathConnection | ConvertTo-Json
                Test-TlsPathPermission | Select-Object -First 2 | Format-List *
            }
            finally {
                Stop-Transcript | Out-Null
            }
        } *>&1 | Out-String -Width 500
        $errors = $Error | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 500; "$($_.Exception)" } | Out-String
        foreach ($secret in $canary, $token, $lab.SecretAccessKey) {
            $text, $errors, (Get-Content "$TestDrive/transcript.txt" -Raw) | Should -Not -Match ([regex]::Escape($secret))
        }
        # Otherwise this would prove nothing.
        $text | Should -Match 'ConnectionId'
        $errors | Should -Match 'ConnectionFailed'
    }
}

Describe 'Test-TlsPathPermission' {
    It 'says of each permission whether it is there and what is lost without it' {
        $checks = Connect-TlsPath @cloud @cluster | Test-TlsPathPermission
        $checks | Should -BeOfType ([TlsPathTools.Topology.Permissions.PermissionCheck])
        ($checks | Where-Object Permission -EQ 'elasticloadbalancing:DescribeTargetHealth').State | Should -Be 'Granted'
        ($checks | Where-Object Permission -EQ 'list nodes').State | Should -Be 'Granted'
        $checks | Where-Object { -not $_.WithoutIt } | Should -BeNullOrEmpty
    }
}
