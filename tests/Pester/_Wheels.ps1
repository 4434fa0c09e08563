# Small packages, made here, and an index that serves them on loopback: no test asks a package index of the world.

# A wheel with one module of the package's name, whose VERSION tells it.
function New-Wheel([string] $Folder, [string] $Name, [string] $Version, [string[]] $Requires = @()) {
    $null = New-Item $Folder -ItemType Directory -Force
    $file = Join-Path $Folder "$Name-$Version-py3-none-any.whl"
    Remove-Item $file -ErrorAction Ignore
    $info = "$Name-$Version.dist-info"
    $lines = @("Metadata-Version: 2.1", "Name: $Name", "Version: $Version") + @($Requires | ForEach-Object { "Requires-Dist: $_" })
    $content = [ordered] @{
        "$Name.py"       = "VERSION = '$Version'`n"
        "$info/METADATA" = ($lines -join "`n") + "`n"
        "$info/WHEEL"    = "Wheel-Version: 1.0`nGenerator: test`nRoot-Is-Purelib: true`nTag: py3-none-any`n"
    }
    $record = ($content.Keys | ForEach-Object { "$_,," }) + "$info/RECORD,,"
    $content["$info/RECORD"] = ($record -join "`n") + "`n"
    $zip = [System.IO.Compression.ZipFile]::Open($file, 'Create')
    try {
        foreach ($entry in $content.GetEnumerator()) {
            $writer = [System.IO.StreamWriter]::new($zip.CreateEntry($entry.Key).Open())
            $writer.Write($entry.Value)
            $writer.Dispose()
        }
    }
    finally {
        $zip.Dispose()
    }
    $file
}

# Serves the wheels of a folder as a package index (PEP 503) on loopback; Stop-Index ends it.
function Start-Index([string] $Wheels, [string] $Root) {
    foreach ($wheel in Get-ChildItem $Wheels -Filter *.whl) {
        $name = ($wheel.Name -split '-')[0].ToLowerInvariant() -replace '[-_.]+', '-'
        $page = Join-Path $Root 'simple' $name
        $null = New-Item $page -ItemType Directory -Force
        Copy-Item $wheel.FullName $page
        Add-Content (Join-Path $page 'index.html') "<a href=`"$($wheel.Name)`">$($wheel.Name)</a>"
    }
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-TestPython).Executable)
    foreach ($word in '-u', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', $Root, '0') {
        $start.ArgumentList.Add($word)
    }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.BeginErrorReadLine()
    if ($process.StandardOutput.ReadLine() -notmatch 'port (\d+)') {
        $process.Kill()
        throw 'The index did not start.'
    }
    [pscustomobject] @{ Url = "http://127.0.0.1:$($Matches[1])/simple/"; Process = $process }
}

function Stop-Index($Index) {
    $Index.Process.Kill()
    $Index.Process.WaitForExit()
    $Index.Process.Dispose()
}

# Without what the machine's own configuration says of indexes; then what a test says.
function Use-Index([hashtable] $Variables) {
    foreach ($name in 'PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_NO_INDEX', 'PIP_CERT', 'PIP_DEFAULT_TIMEOUT') {
        [Environment]::SetEnvironmentVariable($name, $null)
    }
    $env:PIP_CONFIG_FILE = [System.IO.Path]::DirectorySeparatorChar -eq '/' ? '/dev/null' : 'nul'
    $env:PIP_RETRIES = '0'
    foreach ($name in $Variables.Keys) {
        [Environment]::SetEnvironmentVariable($name, $Variables[$name])
    }
}

# The packages of an environment.
function Get-Installed([string] $Folder) {
    $text = & (Join-Path $Folder 'bin' 'python3') -I -c 'from importlib.metadata import distributions as d; print(*sorted(x.metadata["Name"] + "=" + x.version for x in d()))'
    "$text"
}

# A folder of its own for each test, gone with the drive.
function Get-Place([string] $Name) {
    Join-Path (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory) $Name
}

# A Python of that kind with a pip: itself, or an environment of it, as Debian has pip in a package of its own.
function Get-PipPython($Python) {
    $null = & $Python.Executable -I -m pip --version 2>$null
    if ($LASTEXITCODE -eq 0) {
        return $Python.Executable
    }
    $folder = Join-Path $TestDrive 'pip'
    if (-not (Test-Path $folder)) {
        $null = & $Python.Executable -m venv $folder
    }
    Join-Path $folder bin python3
}

# A copy of that Python without any package, so without pip.
function New-BarePython($Python) {
    $folder = Join-Path $TestDrive "bare-$([guid]::NewGuid())"
    $standard = & $Python.Executable -c 'import sysconfig; print(sysconfig.get_path("stdlib"))'
    $library = New-Item (Join-Path $folder lib (Split-Path $standard -Leaf)) -ItemType Directory
    foreach ($item in Get-ChildItem $standard | Where-Object Name -NotIn 'site-packages', 'dist-packages') {
        $null = New-Item (Join-Path $library $item.Name) -ItemType SymbolicLink -Target $item.FullName
    }
    $program = Join-Path (New-Item (Join-Path $folder bin) -ItemType Directory) (Split-Path $standard -Leaf)
    Copy-Item (& $Python.Executable -c 'import os, sys; print(os.path.realpath(sys.executable))') $program
    $program
}

# uv itself is not there in every place: this notes its arguments, and does what they say by Python's own means. Returns
# the folder for PATH.
function New-FakeUv($Python, [string] $Log, [string] $BeforeInstall = '') {
    $folder = (New-Item (Join-Path $TestDrive "uvbin-$([guid]::NewGuid())") -ItemType Directory).FullName
    Set-Content (Join-Path $folder uv) @"
#!/bin/sh
echo "`$*" >> '$Log'
for last; do :; done
case `$1 in
venv) exec '$($Python.Executable)' -m venv --without-pip "`$last" ;;
pip) shift 2; shift 1; into=`$1; shift; [ "`$1" = --offline ] && shift
$BeforeInstall
exec '$(Get-PipPython $Python)' -m pip --python "`$into" install --no-index "`$@" ;;
esac
"@
    chmod +x (Join-Path $folder uv)
    $folder
}
