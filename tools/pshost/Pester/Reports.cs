using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;

namespace Pester;

/// <summary>Result files in NUnit 2.5's and JUnit 4's form.</summary>
internal static class Reports
{
    private const string Schema = "http://www.w3.org/2001/XMLSchema-instance";

    public static void Write(Run run, string path, string format, string suite)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        writer.WriteStartDocument(standalone: false);
        if (format.StartsWith("JUnit", StringComparison.OrdinalIgnoreCase))
        {
            WriteJUnit(writer, run, suite);
        }
        else
        {
            WriteNUnit(writer, run, suite);
        }

        writer.WriteEndDocument();
    }

    private static void WriteNUnit(XmlWriter writer, Run run, string suite)
    {
        writer.WriteStartElement("test-results");
        writer.WriteAttributeString("xmlns", "xsi", null, Schema);
        writer.WriteAttributeString("noNamespaceSchemaLocation", Schema, "nunit_schema_2.5.xsd");
        Attributes(writer, ("name", suite), ("total", run.TotalCount - run.NotRunCount), ("errors", 0), ("failures", run.FailedCount), ("not-run", 0),
            ("inconclusive", run.InconclusiveCount), ("ignored", 0), ("skipped", run.SkippedCount), ("invalid", 0),
            ("date", run.ExecutedAt.ToString("yyyy-MM-dd")), ("time", run.ExecutedAt.ToString("HH:mm:ss")));
        writer.WriteStartElement("environment");
        Attributes(writer, ("os-version", Environment.OSVersion.Version), ("machine-name", Environment.MachineName), ("platform", Environment.OSVersion.Platform),
            ("user", Environment.UserName), ("clr-version", Environment.Version), ("nunit-version", "2.5.8.0"), ("cwd", Environment.CurrentDirectory), ("user-domain", ""));
        writer.WriteEndElement();
        writer.WriteStartElement("culture-info");
        Attributes(writer, ("current-culture", CultureInfo.CurrentCulture.Name), ("current-uiculture", CultureInfo.CurrentUICulture.Name));
        writer.WriteEndElement();
        StartSuite(writer, suite, run.Result, run.Duration);
        foreach (Container container in run.Containers)
        {
            StartSuite(writer, container.Name, container.Result, container.Duration);
            container.Root.Blocks.ForEach(b => WriteBlock(writer, b));
            container.ErrorRecord.ForEach(e => WriteCase(writer, container.Name, container.Name, "Failed", container.Duration, e));
            EndSuite(writer);
        }

        EndSuite(writer);
        writer.WriteEndElement();
    }

    private static void WriteBlock(XmlWriter writer, Block block)
    {
        if (!block.Executed)
        {
            return;
        }

        StartSuite(writer, block.ExpandedPath, block.Result, block.Duration);
        block.Blocks.ForEach(b => WriteBlock(writer, b));
        foreach (Test test in block.Tests.Where(t => t.Result != "NotRun"))
        {
            WriteCase(writer, test.ExpandedName, test.ExpandedPath, test.Result, test.Duration, test.ErrorRecord.FirstOrDefault());
        }

        EndSuite(writer);
    }

    private static void WriteCase(XmlWriter writer, string description, string name, string result, TimeSpan time, ErrorRecord? error)
    {
        writer.WriteStartElement("test-case");
        string outcome = result switch { "Passed" => "Success", "Failed" => "Failure", "Skipped" => "Ignored", _ => "Inconclusive" };
        Attributes(writer, ("description", description), ("name", name), ("time", Seconds(time)), ("asserts", 0),
            ("success", result == "Passed"), ("result", outcome), ("executed", result != "Skipped"));
        if (result == "Failed" && error is not null)
        {
            writer.WriteStartElement("failure");
            writer.WriteElementString("message", Clean(Reporter.Message(error)));
            writer.WriteElementString("stack-trace", Clean(string.Join('\n', Reporter.Trace(error))));
            writer.WriteEndElement();
        }
        else if (error is not null)
        {
            writer.WriteStartElement("reason");
            writer.WriteElementString("message", Clean(error.Exception.Message));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void StartSuite(XmlWriter writer, string name, string result, TimeSpan time)
    {
        writer.WriteStartElement("test-suite");
        Attributes(writer, ("type", "TestFixture"), ("name", name), ("executed", result != "NotRun"), ("result", result == "Failed" ? "Failure" : "Success"),
            ("success", result != "Failed"), ("time", Seconds(time)), ("asserts", 0), ("description", name));
        writer.WriteStartElement("results");
    }

    private static void EndSuite(XmlWriter writer)
    {
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteJUnit(XmlWriter writer, Run run, string suite)
    {
        writer.WriteStartElement("testsuites");
        writer.WriteAttributeString("xmlns", "xsi", null, Schema);
        writer.WriteAttributeString("noNamespaceSchemaLocation", Schema, "junit_schema_4.xsd");
        Attributes(writer, ("name", suite), ("tests", run.TotalCount - run.NotRunCount), ("errors", run.FailedContainersCount), ("failures", run.FailedCount),
            ("disabled", run.SkippedCount), ("time", Seconds(run.Duration)));
        for (int i = 0; i < run.Containers.Count; i++)
        {
            Container container = run.Containers[i];
            writer.WriteStartElement("testsuite");
            Attributes(writer, ("name", container.Name), ("tests", container.Root.AllTests.Count(t => t.Result != "NotRun")), ("errors", container.ErrorRecord.Count),
                ("failures", container.FailedCount), ("hostname", Environment.MachineName), ("id", i), ("skipped", container.SkippedCount), ("disabled", 0),
                ("package", container.Name), ("time", Seconds(container.Duration)));
            foreach (Test test in container.Root.AllTests.Where(t => t.Result != "NotRun"))
            {
                WriteJUnitCase(writer, container, test);
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteJUnitCase(XmlWriter writer, Container container, Test test)
    {
        writer.WriteStartElement("testcase");
        Attributes(writer, ("name", test.ExpandedPath), ("status", test.Result), ("classname", container.Name), ("assertions", 0), ("time", Seconds(test.Duration)));
        ErrorRecord? error = test.ErrorRecord.FirstOrDefault();
        if (test.Result == "Failed" && error is not null)
        {
            writer.WriteStartElement("failure");
            writer.WriteAttributeString("message", Clean(Reporter.Message(error)));
            writer.WriteString(Clean(string.Join('\n', Reporter.Trace(error))));
            writer.WriteEndElement();
        }
        else if (test.Result is "Skipped" or "Inconclusive")
        {
            writer.WriteStartElement("skipped");
            writer.WriteAttributeString("message", Clean(error?.Exception.Message ?? ""));
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Attributes(XmlWriter writer, params (string Name, object Value)[] attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            writer.WriteAttributeString(name, Clean(System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }
    }

    private static string Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 4).ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no form for most control characters, and escape sequences are full of them.
    private static string Clean(string text) => string.Concat(text.Where((c, i) => XmlConvert.IsXmlChar(c)
        || (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
        || (char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(text[i - 1]))));
}
