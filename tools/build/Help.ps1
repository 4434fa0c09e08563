# Makes the help that Get-Help shows.

function Build-Help([string] $Into) {
}
