using System;

// Scripts and tests name this type, so it is where pwsh has it.
namespace Microsoft.PowerShell.Commands;

/// <summary>The exception of a Write-Error that was given only a message.</summary>
public class WriteErrorException : SystemException
{
    public WriteErrorException()
        : base("The WriteErrorException was written by Write-Error.")
    {
    }

    public WriteErrorException(string message)
        : base(message)
    {
    }

    public WriteErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
