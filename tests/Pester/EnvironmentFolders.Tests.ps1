# What New-PyEnvironment leaves of the folder that it works in, whatever goes wrong, and who else works there.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    . "$PSScriptRoot/_Wheels.ps1"
    $wheels = Join-Path $TestDrive 'wheels'
    $null = New-Wheel $wheels 'alpha' '2.0'
    $null = New-Wheel $wheels 'beta' '2.0'
    $cache = Join-Path $TestDrive 'cache'
    Use-Index @{ PYASYNC_CACHE = $cache }
    $common = @{ FindLinks = $wheels; Offline = $true; WithoutPip = $true }

    # Keeps a folder from being deleted with all that is in it: for root the file system must know of such files.
    function Lock-Folder([string] $Folder) {
        if ((& id -u) -eq '0' -and -not (Get-Command chattr -ErrorAction Ignore)) {
            return $false
        }
        $null = New-Item (Join-Path $Folder kept) -ItemType Directory
        Set-Content (Join-Path $Folder kept file) ''
        if ((& id -u) -eq '0') {
            chattr +i (Join-Path $Folder kept file) 2>$null
            return $LASTEXITCODE -eq 0
        }
        chmod 555 (Join-Path $Folder kept)
        $true
    }

    function Unlock-Folder([string] $Folder) {
        if ((& id -u) -eq '0') { chattr -i (Join-Path $Folder kept file) } else { chmod 755 (Join-Path $Folder kept) }
    }
}

Describe 'The folder of an environment' -Skip:$IsWindows {
    It 'keeps the environment that is there where it cannot be put aside' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta @common
        # Somebody's file has the name.
        Set-Content "$place.pyasync-old" 'mine'
        $record = Get-ErrorOf { New-PyEnvironment $place -Package alpha @common }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InstallFailed,'
        "$record" | Should -Match 'was not made'
        Get-Installed $place | Should -Be 'beta=2.0'
        Get-Content "$place.pyasync-old" | Should -Be 'mine'
    }

    It 'keeps the new environment where the earlier one cannot be deleted, and deletes that the next time' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta @common
        if (-not (Lock-Folder $place)) {
            Set-ItResult -Skipped -Because 'root may delete every file here'
            return
        }
        $all = New-PyEnvironment $place -Package alpha @common -Verbose 4>&1
        Get-Installed $place | Should -Be 'alpha=2.0'
        "$all" | Should -Match ([regex]::Escape("The earlier environment '$place.pyasync-old' could not be deleted"))
        (New-PyEnvironment $place -Package alpha @common).IsUsable | Should -BeTrue
        Unlock-Folder "$place.pyasync-old"
        $null = New-PyEnvironment $place -Package alpha @common
        Get-ChildItem (Split-Path $place) -Force | ForEach-Object Name | Should -Be '.venv'
    }

    It 'tells the installer''s error where what was begun cannot be removed, and removes that the next time' {
        $place = Get-Place .venv
        $null = New-Item $place -ItemType Directory
        if (-not (Lock-Folder $place)) {
            Set-ItResult -Skipped -Because 'root may delete every file here'
            return
        }
        Unlock-Folder $place
        Remove-Item $place -Recurse -Force
        $lock = (& id -u) -eq '0' ? 'chattr +i kept/file' : 'chmod 555 kept'
        $path = New-FakeUv $python (Join-Path $TestDrive uv.log) "cd '$place'; mkdir kept; touch kept/file; $lock; echo 'error: no such thing' >&2; exit 1"
        $record = Use-Environment @{ PATH = "${path}:$env:PATH" } { Get-ErrorOf { New-PyEnvironment $place -Package alpha @common } }
        "$record" | Should -Match 'uv could not install .*: no such thing\. What was begun could not be removed \('
        Unlock-Folder $place
        $null = New-PyEnvironment $place -Package beta @common
        Get-Installed $place | Should -Be 'beta=2.0'
        Test-Path (Join-Path $place kept) | Should -BeFalse
    }

    It 'leaves an empty folder where one was' {
        $place = (New-Item (Get-Place .venv) -ItemType Directory).FullName
        $null = Get-ErrorOf { New-PyEnvironment $place -Package nowhere @common }
        Test-Path $place | Should -BeTrue
        Get-ChildItem $place -Force | Should -BeNullOrEmpty
    }

    It 'has the earlier environment back where a process ended right after it was put aside' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta @common
        Rename-Item $place '.venv.pyasync-old'
        $null = Get-ErrorOf { New-PyEnvironment $place -Package nowhere @common }
        Get-Installed $place | Should -Be 'beta=2.0'
        Test-Path "$place.pyasync-old" | Should -BeFalse
    }

    It 'may have spaces, brackets and an apostrophe in its name, as the folder of packages may' {
        $place = Get-Place "it's [my] env"
        $links = Join-Path $TestDrive "it's [my] wheels"
        $null = New-Item $links -ItemType Directory
        Copy-Item (Join-Path $wheels '*') $links
        $null = New-PyEnvironment $place -Package beta -FindLinks $links -Offline -WithoutPip
        Get-Installed $place | Should -Be 'beta=2.0'
        & $python.Executable -m venv --without-pip "$place 2"
        "$(Get-ErrorOf { New-PyEnvironment "$place 2" -WithoutPip })" | Should -Match ([regex]::Escape("New-PyEnvironment '$($place.Replace("'", "''")) 2' -Force"))
    }

    It 'is made anew with -Force, though all is the same' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta @common
        Set-Content (Join-Path $place mark) here
        $null = New-PyEnvironment $place -Package beta @common -Force
        Test-Path (Join-Path $place mark) | Should -BeFalse
        Get-Installed $place | Should -Be 'beta=2.0'
    }
}

Describe 'Two who make one environment' -Skip:$IsWindows {
    It 'are two processes, of which one makes it and the other finds it made' {
        $place = Get-Place .venv
        $script = "`$made = New-PyEnvironment '$place' -Package alpha -FindLinks '$wheels' -Offline -WithoutPip -Verbose 4>&1; @(`$made -match 'Made|of the same')"
        $both = 1..2 | ForEach-Object {
            Start-ThreadJob {
                param($text, $common, $drive)
                $TestDrive = $drive
                . $common
                Invoke-Shell $text
            } -ArgumentList $script, "$PSScriptRoot/_Common.ps1", $TestDrive
        }
        $lines = ($both | Receive-Job -Wait -AutoRemoveJob).Output -replace '^VERBOSE: ' -replace "'.*' "
        $lines | Sort-Object | Should -Be "Made '$place'.", 'was made of the same before.'
        Get-Installed $place | Should -Be 'alpha=2.0'
    }

    It 'are told of each other where one waits' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place @common
        $file = (Get-ChildItem (Join-Path $cache locks) | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
        $held = [System.IO.File]::Open($file, 'Open', 'ReadWrite', 'None')
        try {
            $waiting = Start-Background "New-PyEnvironment '$place' -WithoutPip -Offline -Force -Verbose"
            Wait-Until { $waiting.Shell.Streams.Verbose -match 'Another process makes' } 20
        }
        finally {
            $held.Dispose()
        }
        (Wait-Background $waiting).Output.IsUsable | Should -BeTrue
    }

    It 'are no reason to wait where the file between them cannot be opened' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place @common
        $file = (Get-ChildItem (Join-Path $cache locks) | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
        # A program that runs cannot be opened to write.
        $program = Join-Path $TestDrive 'running'
        Copy-Item (Get-Command sleep).Source $program
        $running = [System.Diagnostics.Process]::Start($program, '60')
        try {
            Remove-Item $file
            $null = New-Item $file -ItemType SymbolicLink -Target $program
            $record = Get-ErrorOf { New-PyEnvironment $place @common -Force }
            $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InstallFailed,'
        }
        finally {
            $running.Kill()
            $running.Dispose()
            Remove-Item $file
        }
    }
}
