using System;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

[Cmdlet(VerbsLifecycle.Assert, "PesterShould")]
[Alias("Should")]
public sealed class ShouldCommand : PSCmdlet
{
    private readonly List<object?> _input = [];

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? ActualValue { get; set; }

    /// <summary>What the operator compares with; each operator has a name of its own for it.</summary>
    [Parameter(Position = 0)]
    [Alias("RegularExpression", "ExpectedMessage", "ExpectedType", "ParameterName", "ExpectedContent")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? ExpectedValue { get; set; }

    [Parameter]
    public SwitchParameter Not { get; set; }

    [Parameter]
    public string? Because { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Be")]
    [Alias("EQ")]
    public SwitchParameter Be { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeExactly")]
    [Alias("CEQ")]
    public SwitchParameter BeExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeTrue")]
    public SwitchParameter BeTrue { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeFalse")]
    public SwitchParameter BeFalse { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeNullOrEmpty")]
    public SwitchParameter BeNullOrEmpty { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeGreaterThan")]
    [Alias("GT")]
    public SwitchParameter BeGreaterThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeGreaterOrEqual")]
    [Alias("GE")]
    public SwitchParameter BeGreaterOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLessThan")]
    [Alias("LT")]
    public SwitchParameter BeLessThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLessOrEqual")]
    [Alias("LE")]
    public SwitchParameter BeLessOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLike")]
    public SwitchParameter BeLike { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLikeExactly")]
    public SwitchParameter BeLikeExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeOfType")]
    [Alias("HaveType")]
    public SwitchParameter BeOfType { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Match")]
    public SwitchParameter Match { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "MatchExactly")]
    [Alias("CMATCH")]
    public SwitchParameter MatchExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Contain")]
    public SwitchParameter Contain { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HaveCount")]
    public SwitchParameter HaveCount { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeIn")]
    public SwitchParameter BeIn { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Exist")]
    public SwitchParameter Exist { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FileContentMatch")]
    public SwitchParameter FileContentMatch { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FileContentMatchExactly")]
    public SwitchParameter FileContentMatchExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FileContentMatchMultiline")]
    public SwitchParameter FileContentMatchMultiline { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Throw")]
    public SwitchParameter Throw { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Throw")]
    public string? ErrorId { get; set; }

    [Parameter(Position = 2, ParameterSetName = "Throw")]
    public Type? ExceptionType { get; set; }

    [Parameter(ParameterSetName = "Throw")]
    public SwitchParameter PassThru { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HaveParameter")]
    public SwitchParameter HaveParameter { get; set; }

    [Parameter(Position = 1, ParameterSetName = "HaveParameter")]
    public object? Type { get; set; }

    [Parameter(Position = 2, ParameterSetName = "HaveParameter")]
    public string? DefaultValue { get; set; }

    [Parameter(ParameterSetName = "HaveParameter")]
    public SwitchParameter Mandatory { get; set; }

    [Parameter(ParameterSetName = "HaveParameter")]
    public string? InParameterSet { get; set; }

    [Parameter(ParameterSetName = "HaveParameter")]
    public SwitchParameter HasArgumentCompleter { get; set; }

    [Parameter(ParameterSetName = "HaveParameter")]
    public string[]? Alias { get; set; }

    internal System.Management.Automation.ExecutionContext Engine => Context;

    protected override void ProcessRecord() => _input.Add(ActualValue);

    protected override void EndProcessing()
    {
        // These look at the whole input, the others at each object of it.
        bool whole = ParameterSetName is "Be" or "BeExactly" or "BeNullOrEmpty" or "Contain" or "HaveCount";
        bool piped = MyInvocation.ExpectingInput;
        object? given = ActualValue is PSObject wrapped && wrapped.BaseObject is System.Collections.IList ? wrapped.BaseObject : ActualValue;
        List<object?> actual = piped || given is not System.Collections.IList list ? _input : list.Cast<object?>().ToList();
        if (_input.Count == 0)
        {
            actual = [];
        }

        if (whole)
        {
            Check(Collections.Check(this, actual));
        }
        else if (!piped && given is System.Collections.IList)
        {
            Check(Assertions.Check(this, given));
        }
        else
        {
            foreach (object? value in actual.Count > 0 ? actual : [null])
            {
                Check(Assertions.Check(this, value));
            }
        }
    }

    private void Check(string? failure)
    {
        if (failure is not null)
        {
            Failure.Throw(failure, Failure.AssertionId, MyInvocation);
        }
    }
}
