<#
.SYNOPSIS
Awaits Python from six runspaces, a thousand in flight, while everything that can go wrong does, and accounts for each.
.DESCRIPTION
Each item has an id of its own. When its command has ended, the id must have come out once: as a value, or as an error that
names it. A command that was stopped, or had enough, or was refused as a whole before it began, owes nothing for what has
not come out. What is missing is lost; what came out again came twice; what has not ended in a minute hangs. What is left
at the end (Python objects, tasks, threads, descriptors, memory) is compared with how it was after a warm-up.
The seed chooses what is done; when each thing happens is up to the machine.
.OUTPUTS
The report. The exit code is 0 where nothing was lost, came twice, hung or leaked.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Manifest,

    [double] $Minutes = 10,

    [int] $Seed = [System.Random]::Shared.Next(),

    # How many awaits are in flight at once, over all runspaces.
    [int] $InFlight = 1000,

    # So long a command may take before it counts as hung, in seconds.
    [int] $Patience = 60
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$random = [System.Random]::new($Seed)
$batch = [Math]::Max(1, [int] ($InFlight / 6))
$loopNames = 'Default', 'soak-1', 'soak-2'
Import-Module $Manifest
. (Join-Path $PSScriptRoot '..' '..' 'tools' 'build' 'Shell.ps1')

$counts = @{ Operations = 0L; Lost = 0L; Twice = 0L; Hung = 0L; Stopped = 0L }
$outcomes = [System.Collections.Generic.SortedDictionary[string, long]]::new()
$faults = [System.Collections.Generic.SortedDictionary[string, long]]::new()
$problems = [System.Collections.Generic.List[string]]::new()
$script:nextId = 0L

function Add-Count($Table, [string] $Name, [long] $Count = 1) {
    $before = 0L
    $null = $Table.TryGetValue($Name, [ref] $before)
    $Table[$Name] = $before + $Count
}

function Add-Problem([string] $What) {
    if ($problems.Count -lt 20) {
        $problems.Add($What)
    }
}

# --- The commands whose items are counted. Each takes ids, a loop's name and a time limit.

$before = 'param($ids, $loop, $limit) '
$work = @(
    @{ Weight = 6; Script = '$ids | Invoke-PyAwaitable soak:quick -Loop $loop' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable soak:quick -Loop $loop -Ordered' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable soak:at_once -Loop $loop' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable soak:steps -Loop $loop' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable soak:fails -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:cancels_itself -Loop $loop' }
    @{ Weight = 4; Script = '$ids | Invoke-PyAwaitable soak:never -Loop $loop -TimeoutSeconds $limit' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:stubborn -Loop $loop -TimeoutSeconds $limit' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable soak:stream -Loop $loop'; Times = 3 }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:in_thread -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:child_tasks -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:blocks_a_little -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable soak:garbage -Loop $loop' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable -Code "import asyncio; await asyncio.sleep(0.01); _" -Loop $loop' }
    @{ Weight = 3; Script = '$ids | Invoke-PyAwaitable -Code "import soak; await soak.calls_back(_, f)" -Variable @{ f = { $args[0] } } -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable -Code "import soak; await soak.calls_back(_, f)" -Variable @{ f = { if ($args[0] % 3) { throw "no $($args[0])" }; $args[0] } } -Loop $loop' }
    @{ Weight = 2; Script = '$ids | Invoke-PyAwaitable -Code "import soak; await soak.calls_back(_, f)" -Variable @{ f = [PyAsync.Callback]::Blocking({ $args[0] }) } -Loop $loop' }
    @{ Weight = 1; Script = '$ids | Select-Object -First 5 | Invoke-PyAwaitable -Code "import soak; await soak.calls_back(_, f)" -Variable @{ f = { Start-Sleep 3600 } } -Loop $loop'; StopAfter = 2; Part = $true }
    @{ Weight = 2; Script = '$ids | ForEach-Object { if ($_ % 50 -eq 0) { Start-Sleep -Milliseconds 5 }; $_ } | Invoke-PyAwaitable soak:quick -Loop $loop -ThrottleLimit 20' }
    @{ Weight = 1; Script = '$ids | Invoke-PyAwaitable soak:quick -Loop $loop | Select-Object -First 10'; Part = $true }
    @{ Weight = 1; Script = '$ids | ForEach-Object { $id = $_; ConvertTo-PyAwaitable ([System.Threading.Tasks.Task]::Delay(5)) -Loop $loop | Out-Null; $id } | Invoke-PyAwaitable soak:at_once -Loop $loop' }
)

# --- What goes wrong meanwhile.

$trouble = @(
    @{ Weight = 4; Name = 'stop and restart'; Script = { param($loop, $n) Stop-PyEventLoop $loop -TimeoutSeconds ($n / 10) -Force -WarningAction SilentlyContinue } }
    @{ Weight = 2; Name = 'stop of all loops'; Script = { param($loop, $n) Stop-PyEventLoop * -TimeoutSeconds ($n / 10) -Force -WarningAction SilentlyContinue } }
    @{ Weight = 2; Name = 'blocked loop'; Script = { param($loop, $n) Invoke-PyAwaitable soak:block ($n / 4) -Loop $loop } }
    @{ Weight = 2; Name = 'computing loop'; Script = { param($loop, $n) Invoke-PyAwaitable soak:compute ($n / 5) -Loop $loop } }
    @{ Weight = 6; Name = 'cancel in Python'; Script = { param($loop, $n) $null = Invoke-PyAwaitable -Code "import soak; soak.cancel_some($n * 10)" -Loop $loop } }
    @{ Weight = 4; Name = 'Stop-PyTask'; Script = { param($loop, $n) Get-PyTask -Loop $loop | Get-Random -Count 10 | Stop-PyTask -TimeoutSeconds 1 } }
    @{ Weight = 3; Name = 'garbage collections'; Script = { param($loop, $n) [GC]::Collect(); $null = Invoke-PyAwaitable soak:collect -Loop $loop; [GC]::Collect(); [GC]::WaitForPendingFinalizers() } }
    @{ Weight = 3; Name = 'signals'; Script = { param($loop, $n) Invoke-PyAwaitable soak:send_signals -Loop $loop } }
    @{ Weight = 2; Name = 'fork'; Script = { param($loop, $n) $null = Invoke-PyAwaitable soak:fork -Loop $loop } }
    @{ Weight = 2; Name = 'child process'; Script = { param($loop, $n) $null = Invoke-PyAwaitable soak:subprocess -Loop $loop -TimeoutSeconds 10 } }
    @{ Weight = 2; Name = 'look at everything'; Script = { param($loop, $n) $null = Get-PyEventLoop | Out-String; $null = Get-PyTask | Out-String } }
    @{ Weight = 1; Name = 'removal in another runspace'; Script = { param($loop, $n, $manifest) Remove-Module PyAsync; Import-Module $manifest } }
)
$faultScripts = @{}

function Select-Weighted($List) {
    $left = $random.Next(($List | Measure-Object -Property { $_.Weight } -Sum).Sum)
    foreach ($entry in $List) {
        $left -= $entry.Weight
        if ($left -lt 0) {
            return $entry
        }
    }
}

# --- Six runspaces for the work and two for the trouble, driven from here.

function New-SoakRunspace {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($Manifest)
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $runspace
}

function Start-SoakLoop([string] $Name) {
    # Not by Get-PyEventLoop, which waits a moment for a loop that does not answer.
    $loop = [PyAsync.Loops.PyEventLoop]::Find($Name)
    if ($loop -and "$($loop.State)" -ne 'Stopped') {
        return
    }
    try {
        $null = Start-PyEventLoop $Name -ModulePath $PSScriptRoot -ErrorAction Stop
    }
    catch {
        # Another one stops or starts it just now: the next round looks again.
        Add-Count $outcomes "a start: $($_.FullyQualifiedErrorId.Split(',')[0])"
    }
}

function Start-Work($Slot) {
    $entry = Select-Weighted $work
    $ids = [long[]]::new($batch)
    for ($i = 0; $i -lt $batch; $i++) {
        $ids[$i] = $script:nextId++
    }
    $Slot.Entry = $entry
    $Slot.Ids = $ids
    $Slot.Wanted = $entry.Script.Contains('-First 5') ? $ids[0..([Math]::Min(4, $batch - 1))] : $ids
    $loop = $loopNames[$random.Next($loopNames.Count)]
    $Slot.Label = "$($entry.Script) on $loop"
    $Slot.Shell = [powershell]::Create($Slot.Runspace)
    $null = $Slot.Shell.AddScript($before + $entry.Script).AddArgument($ids).AddArgument($loop).AddArgument(0.05 + $random.NextDouble())
    $Slot.Output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $Slot.Started = [System.Diagnostics.Stopwatch]::StartNew()
    $Slot.IsStopped = $false
    $Slot.Handle = $Slot.Shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $Slot.Output)
}

# Each id once: the heart of it.
function Complete-Work($Slot) {
    $ended = 'all'
    try {
        $null = $Slot.Shell.EndInvoke($Slot.Handle)
    }
    catch {
        $inner = $_.Exception.InnerException ?? $_.Exception
        $ended = $inner -is [System.Management.Automation.PipelineStoppedException] ? 'stopped' : "$($inner.ErrorRecord.FullyQualifiedErrorId)".Split(',')[0]
    }
    $times = $Slot.Entry['Times'] ?? 1
    $came = [System.Collections.Generic.Dictionary[long, int]]::new()
    $failed = [System.Collections.Generic.HashSet[long]]::new()
    foreach ($value in $Slot.Output) {
        $id = [long] $value
        $seen = 0
        $null = $came.TryGetValue($id, [ref] $seen)
        $came[$id] = $seen + 1
        if ($seen + 1 -gt $times) {
            $counts.Twice++
            Add-Problem "$id came $($seen + 1) times: $($Slot.Label)"
        }
    }
    foreach ($record in $Slot.Shell.Streams.Error) {
        $name = "$($record.FullyQualifiedErrorId)".Split(',')[0]
        $id = $record.TargetObject -as [long]
        if ($null -eq $id -or $null -eq $record.TargetObject) {
            # An error that names the loop, or nothing, ends a statement before its first item: there is none, or its start
            # took too long or was stopped.
            $isOwn = "$($record.FullyQualifiedErrorId)".EndsWith(',PyAsync.PowerShell.Commands.InvokePyAwaitableCommand')
            if ($isOwn -and ($null -eq $record.TargetObject -or $record.TargetObject -in $loopNames)) {
                $ended = $name
            }
            elseif ($name -eq 'PyAsync.LoopNotFound') {
                Add-Count $outcomes "a command beside: $name"
            }
            else {
                Add-Count $outcomes "an error of the command: $name"
                Add-Problem "an error names no item: $name '$record' with target '$($record.TargetObject)': $($Slot.Label)"
            }
            continue
        }
        Add-Count $outcomes $name
        if (-not $failed.Add($id) -or ($came.ContainsKey($id) -and $times -eq 1)) {
            $counts.Twice++
            Add-Problem "$id came and failed, or failed twice, with $name '$record': $($Slot.Label)"
        }
    }
    $mayMiss = $ended -ne 'all' -or $Slot.Entry['Part']
    if ($ended -notin 'all', 'stopped') {
        # Only what was refused before it began may end as a whole.
        Add-Count $outcomes "a command: $ended" 1
        if ($came.Count + $failed.Count -gt 0) {
            Add-Problem "a command ended as a whole with $ended, after $($came.Count) results and $($failed.Count) errors: $($Slot.Label)"
            $mayMiss = $false
        }
    }
    foreach ($id in $Slot.Wanted) {
        $counts.Operations++
        if ($came.ContainsKey($id)) {
            if ($came[$id] -lt $times -and -not $failed.Contains($id) -and -not $mayMiss) {
                $counts.Lost++
                Add-Problem "$id came $($came[$id]) times instead of $times`: $($Slot.Label)"
            }
            Add-Count $outcomes 'a value'
        }
        elseif (-not $failed.Contains($id)) {
            if ($mayMiss) {
                $counts.Stopped++
            }
            else {
                $counts.Lost++
                Add-Problem "$id is lost: $($Slot.Label)"
            }
        }
    }
    $Slot.Shell.Dispose()
    $Slot.Shell = $null
    $Slot.Output.Dispose()
}

function Start-Trouble($Slot) {
    $entry = Select-Weighted $trouble
    $Slot.Label = $entry.Name
    Add-Count $faults $entry.Name
    $Slot.Shell = [powershell]::Create($Slot.Runspace)
    $null = $Slot.Shell.AddScript("$($entry.Script)").AddArgument($loopNames[$random.Next($loopNames.Count)]).AddArgument($random.Next(1, 8)).AddArgument($Manifest)
    $Slot.Started = [System.Diagnostics.Stopwatch]::StartNew()
    $Slot.IsStopped = $false
    $Slot.Handle = $Slot.Shell.BeginInvoke()
}

function Complete-Trouble($Slot) {
    try {
        $null = $Slot.Shell.EndInvoke($Slot.Handle)
        foreach ($record in $Slot.Shell.Streams.Error) {
            Add-Count $outcomes "trouble '$($Slot.Label)': $("$($record.FullyQualifiedErrorId)".Split(',')[0])"
        }
    }
    catch {
        $inner = $_.Exception.InnerException ?? $_.Exception
        Add-Count $outcomes "trouble '$($Slot.Label)': $("$(($inner -as [System.Management.Automation.RuntimeException])?.ErrorRecord.FullyQualifiedErrorId ?? $inner.GetType().Name)".Split(',')[0])"
    }
    $Slot.Shell.Dispose()
    $Slot.Shell = $null
}

# A shell of its own that leaves while awaits are in flight.
function Start-Exit {
    $ways = @(
        @{ Name = 'exit'; Script = 'exit 3'; Code = 3 }
        @{ Name = 'end'; Script = ''; Code = 0 }
        @{ Name = 'throw'; Script = 'throw "leaving"'; Code = 1 }
        @{ Name = 'Environment.Exit'; Script = '[Environment]::Exit(4)'; Code = 4 }
    )
    $way = $ways[$random.Next($ways.Count)]
    Add-Count $faults "leaving by $($way.Name)"
    $script = "Import-Module '$Manifest'; `$null = Start-PyEventLoop -ModulePath '$PSScriptRoot'; Invoke-PyAwaitable -Code 'import asyncio, soak; kept = [asyncio.ensure_future(soak.never(i)) for i in range(50)]; None'; $($way.Script)"
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Shell))
    '-NoProfile', '-NonInteractive', '-Command', $script | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardError = $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $null = $process.StandardError.ReadToEndAsync(), $process.StandardOutput.ReadToEndAsync()
    @{ Process = $process; Way = $way; Started = [System.Diagnostics.Stopwatch]::StartNew() }
}

# --- What is held.

function Measure-Process {
    foreach ($name in $loopNames) { Start-SoakLoop $name }
    # A shell remembers its errors, and an error of Python's the frames that it came through.
    $global:Error.Clear()
    foreach ($slot in $workers + $troublers) {
        $shell = [powershell]::Create($slot.Runspace).AddScript('$global:Error.Clear()')
        $null = $shell.Invoke()
        $shell.Dispose()
    }
    # What was abandoned comes back by itself within seconds.
    for ($i = 0; $i -lt 3; $i++) {
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
    }
    $tokens, $tasks = 0, 0
    foreach ($name in $loopNames) {
        $tokens, $more = Invoke-PyAwaitable soak:left -Loop $name -ErrorAction Stop
        $tasks += $more
    }
    $self = [System.Diagnostics.Process]::GetCurrentProcess()
    $isUnix = Test-Path /proc/self
    [pscustomobject] @{
        Tokens      = $tokens
        Tasks       = $tasks
        Threads     = $self.Threads.Count
        Descriptors = $isUnix ? @(Get-ChildItem /proc/self/fd).Count : $self.HandleCount
        Megabytes   = [Math]::Round($self.WorkingSet64 / 1MB, 1)
    }
}

# Megabytes a minute, by the least squares.
function Measure-Slope($Samples) {
    $n = $Samples.Count
    if ($n -lt 3) { return 0.0 }
    $sx = $sy = $sxx = $sxy = 0.0
    foreach ($s in $Samples) {
        $sx += $s.X; $sy += $s.Y; $sxx += $s.X * $s.X; $sxy += $s.X * $s.Y
    }
    [Math]::Round(($n * $sxy - $sx * $sy) / ($n * $sxx - $sx * $sx), 2)
}

# Runs work and trouble for a time, then lets all of it end.
function Invoke-Phase([double] $Seconds, $Workers, $Troublers, [switch] $WithTrouble) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $exits = [System.Collections.Generic.List[object]]::new()
    $nextExit = 5
    while ($true) {
        $goesOn = $clock.Elapsed.TotalSeconds -lt $Seconds
        $isBusy = $false
        foreach ($name in $loopNames) {
            if ($goesOn) { Start-SoakLoop $name }
        }
        foreach ($slot in $Workers) {
            if ($slot.Shell -and $slot.Handle.IsCompleted) { Complete-Work $slot }
            if (-not $slot.Shell -and $goesOn) { Start-Work $slot }
            if ($slot.Shell) {
                $isBusy = $true
                $age = $slot.Started.Elapsed.TotalSeconds
                $dueToStop = $slot.Entry['StopAfter'] -and $age -gt $slot.Entry['StopAfter']
                if (-not $slot.IsStopped -and ($dueToStop -or ($WithTrouble -and $random.Next(4000) -eq 0))) {
                    Add-Count $faults 'Ctrl+C'
                    $slot.IsStopped = $true
                    $null = $slot.Shell.BeginStop($null, $null)
                }
                if ($age -gt $Patience) { throw "hung: $($slot.Label), stopped: $($slot.IsStopped)" }
            }
        }
        foreach ($slot in $Troublers) {
            if ($slot.Shell -and $slot.Handle.IsCompleted) { Complete-Trouble $slot }
            if (-not $slot.Shell -and $goesOn -and $WithTrouble -and $random.Next(10) -eq 0) { Start-Trouble $slot }
            if ($slot.Shell) {
                $isBusy = $true
                if ($slot.Started.Elapsed.TotalSeconds -gt $Patience) { throw "hung: the trouble '$($slot.Label)'" }
            }
        }
        if ($WithTrouble -and $goesOn -and $clock.Elapsed.TotalSeconds -gt $nextExit) {
            $exits.Add((Start-Exit))
            $nextExit += 30
        }
        foreach ($exit in @($exits)) {
            if ($exit.Process.HasExited) {
                if ($exit.Process.ExitCode -ne $exit.Way.Code) {
                    Add-Problem "leaving by $($exit.Way.Name) gave exit code $($exit.Process.ExitCode) instead of $($exit.Way.Code)"
                }
                $exit.Process.Dispose()
                $null = $exits.Remove($exit)
            }
            elseif ($exit.Started.Elapsed.TotalSeconds -gt $Patience) {
                $exit.Process.Kill($true)
                throw "hung: a shell that left by $($exit.Way.Name)"
            }
            else { $isBusy = $true }
        }
        if (-not $goesOn -and -not $isBusy) { return }
        [System.Threading.Thread]::Sleep(10)
    }
}

function Write-Hung([string] $What) {
    $counts.Hung++
    Add-Problem $What
    Get-PyEventLoop | ForEach-Object { Add-Problem "  loop $($_.Name): $($_.State), $($_.Pending) pending, blocked: $($_.Blocked)" }
    Get-PyTask | Select-Object -First 5 | ForEach-Object { Add-Problem "  task $($_.Id) $($_.Coroutine) $($_.State) $($_.Loop)" }
}

# --- The run.

$clock = [System.Diagnostics.Stopwatch]::StartNew()
$seconds = $Minutes * 60
$workers = 1..6 | ForEach-Object { @{ Runspace = New-SoakRunspace; Shell = $null } }
$troublers = 1..2 | ForEach-Object { @{ Runspace = New-SoakRunspace; Shell = $null } }
$samples = [System.Collections.Generic.List[object]]::new()
$first = $last = $null
Write-Host "soak: $Minutes minutes, seed $Seed, $($batch * 6) awaits in flight"
try {
    Invoke-Phase ([Math]::Min(20, $seconds / 4)) $workers $troublers -WithTrouble
    $first = Measure-Process
    while ($clock.Elapsed.TotalSeconds -lt $seconds) {
        Invoke-Phase ([Math]::Min(30, [Math]::Max(3, $seconds - $clock.Elapsed.TotalSeconds))) $workers $troublers -WithTrouble
        $last = Measure-Process
        $samples.Add(@{ X = $clock.Elapsed.TotalMinutes; Y = $last.Megabytes })
        # Nothing waits now, so that removing the module stops everything.
        Add-Count $faults 'removal of the module'
        $loops = @(Get-PyEventLoop)
        Remove-Module PyAsync
        if ($loops.Where{ "$($_.State)" -ne 'Stopped' }) {
            Add-Problem "after Remove-Module a loop is $($loops.State)"
        }
        Import-Module $Manifest
    }
    $last = Measure-Process
    if ($last.Tokens) {
        Invoke-PyAwaitable soak:holders -Loop Default | ForEach-Object { Add-Problem $_ }
    }
}
catch {
    if ("$_" -notlike 'hung:*') { throw }
    Write-Hung "$_"
}

# What is fixed by then, and a little that comes and goes: PowerShell's and .NET's own pools.
$leaks = [ordered] @{
    'Python objects' = ($last.Tokens ?? 0)
    'tasks'          = ($last.Tasks ?? 0)
    'threads'        = [Math]::Max(0, ($last.Threads ?? 0) - ($first.Threads ?? 0) - 8)
    'descriptors'    = [Math]::Max(0, ($last.Descriptors ?? 0) - ($first.Descriptors ?? 0) - 8)
}
$half = @($samples | Select-Object -Skip ([int] ($samples.Count / 2)))

"soak: seed $Seed, $([Math]::Round($clock.Elapsed.TotalMinutes, 1)) minutes, $($batch * 6) awaits in flight"
"operations   $($counts.Operations)"
"faults       $(($faults.Values | Measure-Object -Sum).Sum)"
$faults.GetEnumerator() | ForEach-Object { "  {0,8}  {1}" -f $_.Value, $_.Key }
'outcomes'
$outcomes.GetEnumerator() | ForEach-Object { "  {0,8}  {1}" -f $_.Value, $_.Key }
"  {0,8}  {1}" -f $counts.Stopped, 'nothing, as the command was stopped or refused'
"lost         $($counts.Lost)"
"twice        $($counts.Twice)"
"hung         $($counts.Hung)"
"leaked       $(($leaks.GetEnumerator() | ForEach-Object { "$($_.Value) $($_.Key)" }) -join ', ')"
"held         $($first | ConvertTo-Json -Compress) → $($last | ConvertTo-Json -Compress)"
"RSS slope    $(Measure-Slope $half) MB a minute over the second half"
$problems
$bad = $counts.Lost + $counts.Twice + $counts.Hung + $problems.Count + ($leaks.Values | Measure-Object -Sum).Sum
exit ($bad -eq 0 ? 0 : 1)
