using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace PyAsync.PowerShell.Jobs;

/// <summary>
/// Where PowerShell's job cmdlets find a runspace's jobs. PowerShell makes one for each runspace that imports the module, which
/// is why the class is public. Any thread.
/// </summary>
public sealed class PyJobSourceAdapter : JobSourceAdapter
{
    private const string JobParameter = "NewJob";

    private readonly ConcurrentDictionary<Guid, PyJob> _jobs = new();

    /// <summary>Makes the adapter.</summary>
    public PyJobSourceAdapter()
    {
        Name = nameof(PyJobSourceAdapter);
    }

    /// <inheritdoc/>
    public override Job2 NewJob(JobInvocationInfo specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        PyJob job = (PyJob)specification.Parameters[0][0].Value;
        _jobs[job.InstanceId] = job;
        return job;
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => Find(_ => true, recurse: false);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse)
    {
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return Find(job => pattern.IsMatch(job.Name), recurse);
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        WildcardPattern pattern = WildcardPattern.Get(command, WildcardOptions.IgnoreCase);
        return Find(job => pattern.IsMatch(job.Command), recurse);
    }

    /// <summary>
    /// The job of that id. A job that tells that it has ended is found by whoever handles that, though it was removed meanwhile:
    /// Receive-Job -AutoRemoveJob removes one from its own thread and from its handler where the job ends between its two looks
    /// at it (ReceiveJob.cs of PowerShell 7.6), and would write an error where the handler finds none.
    /// </summary>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) =>
        _jobs.TryGetValue(instanceId, out PyJob? job) ? job
        : First(Find(child => child.InstanceId == instanceId, recurse)) ?? (PyJob.Telling is { } ended && ended.InstanceId == instanceId ? ended : null);

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => First(Find(job => job.Id == id, recurse));

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) => Find(job => job.JobStateInfo.State == state, recurse);

    /// <summary>The jobs whose properties have these values.</summary>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Find(job => Matches(job, filter), recurse);
    }

    /// <summary>Removes a job that has ended. Child jobs go with their parent.</summary>
    public override void RemoveJob(Job2 job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _ = _jobs.TryRemove(job.InstanceId, out _);
    }

    /// <summary>Makes a job known to a runspace.</summary>
    internal static void Add(JobManager manager, PyJob job)
    {
        JobDefinition definition = new(typeof(PyJobSourceAdapter), job.Command, job.Name);
        _ = manager.NewJob(new JobInvocationInfo(definition, new Dictionary<string, object> { [JobParameter] = job }));
    }

    private static bool Matches(PyJob job, Dictionary<string, object> filter)
    {
        PSObject members = PSObject.AsPSObject(job);
        foreach ((string name, object wanted) in filter)
        {
            if (members.Properties[name] is not { } property || !LanguagePrimitives.Equals(property.Value, wanted, ignoreCase: true, CultureInfo.InvariantCulture))
            {
                return false;
            }
        }
        return true;
    }

    private static Job2? First(List<Job2> jobs) => jobs.Count > 0 ? jobs[0] : null;

    private List<Job2> Find(Predicate<PyJob> condition, bool recurse)
    {
        List<Job2> found = [];
        foreach (PyJob job in _jobs.Values)
        {
            if (condition(job))
            {
                found.Add(job);
            }
            if (!recurse)
            {
                continue;
            }
            foreach (Job child in job.ChildJobs)
            {
                if (condition((PyJob)child))
                {
                    found.Add((PyJob)child);
                }
            }
        }
        found.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        return found;
    }
}
