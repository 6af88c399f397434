BeforeAll {
    . "$PSScriptRoot/Setup.ps1"

    # The cluster itself is asked, past every reader of ours.
    . "$PSScriptRoot/Interactive.ps1"

    function Get-Node($Lab) { (Invoke-Cluster $Lab '/api/v1/nodes').items }

    # All that may be written about nodes; heartbeats change the rest.
    function Get-NodeSpec($Lab) { (Get-Node $Lab | Sort-Object { $_.metadata.name } | ForEach-Object { $_.spec | ConvertTo-Json -Compress -Depth 9 }) -join ' ' }

    $suspend = 'TlsPathTools.Commands.SuspendNodeSchedulingCommand'
}

AfterAll { Stop-TlsPathLab }

Describe 'Suspend-NodeScheduling and Resume-NodeScheduling' {
    BeforeAll {
        $lab = Start-TlsPathLab relay-node-fault
        $rows = @(Get-TargetNodeMap $lab.HostName -SkipKubeProxy)
        $nodes = @($rows.NodeName | Sort-Object -Unique)
        $group = $rows[0].TargetGroupArn
    }

    AfterEach { $null = $nodes | Resume-NodeScheduling -Confirm:$false -WarningAction Ignore }

    It 'writes nothing with -WhatIf, and says who sends to the node' {
        $before = Get-NodeSpec $lab
        $rows | Suspend-NodeScheduling -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-NodeSpec $lab | Should -Be $before
        $text = Invoke-NewProcess "
            Import-Module '$manifest'
            `$null = Start-TlsPathLab relay-node-fault
            (Get-NodeKubeProxy)[0] | Suspend-NodeScheduling -WhatIf
            Stop-TlsPathLab"
        $text | Should -Match 'What if: cordon node ip-10-40-11-23'
        $text | Should -Match '  ok: Node ip-10-40-11-23\S* is instance i-0a3061a5b059d819c, uid '
        $text | Should -Match '  note: A cordoned node still receives load balancer traffic, from arn:aws:elasticloadbalancing:\S+:targetgroup/eoe-sde-codisc-relay-tg/'
    }

    It 'cordons, says which target groups send all the same, and lets pods on again' {
        $change = Suspend-NodeScheduling $nodes[0] -Confirm:$false
        $change | Should -BeOfType TlsPathTools.Remediation.NodeSchedulingChange
        $change.NodeName, $change.Unschedulable, $change.Changed | Should -Be $nodes[0], $true, $true
        $change.InstanceId | Should -Be @($rows | Where-Object NodeName -EQ $nodes[0])[0].InstanceId
        $change.TargetGroupArns | Should -Be $group
        $change.Detail | Should -Be "It is cordoned now. A cordoned node still receives load balancer traffic, from $group."
        Get-CordonedNode $lab | Should -Be $nodes[0]

        $back = Resume-NodeScheduling $nodes[0] -Confirm:$false
        $back.Unschedulable, $back.Changed | Should -Be $false, $true
        $back.Detail | Should -BeLike 'It is schedulable now. A cordoned node still receives load balancer traffic*'
        Get-CordonedNode $lab | Should -BeNullOrEmpty
    }

    It 'changes nothing where it is so already, and asks nothing' {
        $null = Suspend-NodeScheduling $nodes[0] -Confirm:$false
        # The cluster adds its taint a moment later.
        Wait-Until { (Get-NodeSpec $lab) -match 'node.kubernetes.io/unschedulable' } | Should -BeTrue
        $before = Get-NodeSpec $lab
        # Nobody answers here: a question would be an error.
        $again = Suspend-NodeScheduling $nodes[0]
        $again.Unschedulable, $again.Changed | Should -Be $true, $false
        $again.Detail | Should -BeLike 'It is cordoned already; nothing was changed.*'
        Get-NodeSpec $lab | Should -Be $before
        (Resume-NodeScheduling $nodes[1]).Changed | Should -BeFalse
    }

    It 'says that a node which somebody cordoned may be drained by them' {
        $null = Suspend-NodeScheduling $nodes[0] -Confirm:$false
        # The taint follows the cordon.
        Wait-Until { (Get-Node $lab | Where-Object { $_.metadata.name -eq $nodes[0] }).spec.PSObject.Properties['taints'] } | Should -BeTrue
        $notes = (Suspend-NodeScheduling $nodes[0]).Notes
        $notes -match '^Somebody cordoned it before \((at \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ|when is not said)\), and may be draining it\.$' | Should -HaveCount 1
        (Resume-NodeScheduling $nodes[0] -Confirm:$false).Notes -match 'may be draining it' | Should -HaveCount 1
    }

    It 'takes a node once, and gives back each row that named it' {
        $back = @($rows | Suspend-NodeScheduling -PassThru -Confirm:$false -WarningVariable said -WarningAction SilentlyContinue)
        $back | Should -HaveCount $rows.Count
        foreach ($row in $back) { @($rows | Where-Object { [object]::ReferenceEquals($_, $row) }) | Should -HaveCount 1 }
        Get-CordonedNode $lab | Sort-Object | Should -Be $nodes
        # Who only sees rows should hear of the traffic all the same.
        $said | Should -HaveCount $nodes.Count
        $said[0].Message | Should -BeLike "$($rows[0].NodeName): It is cordoned now. A cordoned node still receives load balancer traffic, from $group."
        @($rows | Resume-NodeScheduling -Confirm:$false) | Should -HaveCount $nodes.Count
    }

    It 'takes names that are piped in, given twice, and rows of other cmdlets' {
        @($nodes[0], $nodes[0], " $($nodes[1]) " | Suspend-NodeScheduling -Confirm:$false).NodeName | Should -Be $nodes
        @(Get-NodeKubeProxy | Resume-NodeScheduling -Confirm:$false).Changed | Should -Be $true, $true
        @(Get-NodePodDistribution -Namespace hutch -ServiceName hutch-relay | Suspend-NodeScheduling -Confirm:$false).NodeName | Sort-Object -Unique | Should -BeIn $nodes
    }

    It 'adds the target groups that rows name' {
        $named = 'arn:aws:elasticloadbalancing:eu-west-2:417392058164:targetgroup/by-hand/0123456789abcdef'
        $change = [pscustomobject]@{ NodeName = $nodes[0]; TargetGroupArn = $named } | Suspend-NodeScheduling -Confirm:$false
        $change.TargetGroupArns | Should -Be $named, $group
    }

    It 'leaves a node alone that is another instance: <Id>' -ForEach @(
        @{ Id = 'SchedulingRefused'; Instances = @('i-00000000000000000') }
        @{ Id = 'NodeAmbiguous'; Instances = 'i-00000000000000000', 'i-11111111111111111' }
    ) {
        $before = Get-NodeSpec $lab
        $Instances | ForEach-Object { [pscustomobject]@{ NodeName = $nodes[0]; InstanceId = $_ } } |
            Suspend-NodeScheduling -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems.FullyQualifiedErrorId | Should -Be "$Id,$suspend"
        $problems[0].Exception.Message | Should -BeLike "*i-00000000000000000*"
        Get-NodeSpec $lab | Should -Be $before
    }

    It 'says that a node is not there, and goes on with the next' {
        $changes = @('no-such-node', $nodes[1] | Suspend-NodeScheduling -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue)
        $problems.FullyQualifiedErrorId | Should -Be "SchedulingRefused,$suspend"
        $problems[0].Exception.Message | Should -BeLike '*The cluster has no node no-such-node.*'
        $problems[0].TargetObject | Should -Be 'no-such-node'
        $changes.NodeName | Should -Be $nodes[1]
    }

    It 'says that no row names a node, or how many do not' {
        { [pscustomobject]@{ NodeName = '' } | Suspend-NodeScheduling -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId "NothingToRead,$suspend"
        { $null | Suspend-NodeScheduling -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId "NothingToRead,$suspend"
        $null = @{ NodeName = '' }, @{ NodeName = $nodes[0] } | ForEach-Object { [pscustomobject]$_ } | Suspend-NodeScheduling -Confirm:$false -WarningVariable said -WarningAction SilentlyContinue
        $said.Message | Should -Be '1 of the rows name no node, and are left out.'
    }

    It 'escapes what a row says' {
        $problem = { [pscustomobject]@{ NodeName = $nodes[0]; InstanceId = "i-0`e[2J" } | Suspend-NodeScheduling -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId "SchedulingRefused,$suspend" -PassThru
        $problem.Exception.Message | Should -Not -Match "`e"
    }
}

Describe 'Suspend-NodeScheduling without the permission' {
    AfterEach { Stop-TlsPathLab }

    It 'stops where <Denied> is denied: <Id>' -ForEach @(
        @{ Denied = 'patch nodes'; Id = 'SchedulingRefused'; Says = '*does not let this user change nodes*' }
        @{ Denied = 'get nodes'; Id = 'SchedulingRefused'; Says = '*could not be read*' }
    ) {
        $lab = Start-TlsPathLab (New-Scenario relay-node-fault @{ apis = @{ kubernetes = @{ deny = @($Denied) } } })
        { (Get-NodeKubeProxy)[0] | Suspend-NodeScheduling -Confirm:$false -ErrorAction Stop } | Should -Throw $Says -ErrorId "$Id,$suspend"
        Get-CordonedNode $lab | Should -BeNullOrEmpty
    }
}

Describe 'Suspend-NodeScheduling where nobody can be asked' {
    It 'stops before the first write, and says -Confirm:$false' {
        $text = Invoke-NewProcess "
            Import-Module '$manifest'
            `$null = Start-TlsPathLab relay-node-fault
            Get-NodeKubeProxy | Suspend-NodeScheduling -ErrorVariable problems -ErrorAction SilentlyContinue
            `$problems.FullyQualifiedErrorId -join ' '
            `$problems[0].ErrorDetails.RecommendedAction
            @(Get-NodeKubeProxy | Resume-NodeScheduling).Changed -join ' '
            Stop-TlsPathLab"
        $text | Should -Match "^(NoPrompt,$suspend ?){2}"
        $text | Should -Match '-Confirm:\$false'
        # Not cordoned: there was nothing to undo, and so nothing to ask.
        $text | Should -Match 'False False$'
    }
}
