using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Numerics;
using System.Threading;

namespace Microsoft.PowerShell.Commands;

/// <summary>PowerShell objects to JSON text.</summary>
internal sealed class JsonWriter(int depth, bool compress, bool enumsAsStrings, StringEscapeHandling escape, CancellationToken token)
{
    /// <summary>Whether something below the depth limit was written as its text.</summary>
    public bool Truncated { get; private set; }

    public string Write(object? value)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new JsonTextWriter(text)
        {
            Formatting = compress ? Formatting.None : Formatting.Indented,
            StringEscapeHandling = escape,
        };
        WriteValue(writer, value, 0);
        writer.Flush();

        // Newtonsoft.Json ends lines as the platform does, and so does pwsh.
        return text.ToString();
    }

    private void WriteValue(JsonTextWriter writer, object? value, int level)
    {
        token.ThrowIfCancellationRequested();
        var wrapped = value as PSObject;
        object? inner = wrapped is null ? value : wrapped.BaseObject;
        if (inner is null || value == System.Management.Automation.Internal.AutomationNull.Value || inner is DBNull || inner == (object)System.Management.Automation.Language.NullString.Value)
        {
            writer.WriteNull();
        }
        else if (!WriteScalar(writer, inner))
        {
            WriteComposite(writer, wrapped, inner, level);
        }
    }

    private bool WriteScalar(JsonTextWriter writer, object value)
    {
        switch (value)
        {
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                return true;
            case Enum e when enumsAsStrings:
                writer.WriteValue(e.ToString());
                return true;
            case Enum e:
                writer.WriteRawValue(e.ToString("D"));
                return true;
            case string or char or bool or decimal or DateTime or DateTimeOffset or Guid or Uri:
                writer.WriteValue(value);
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double:
                writer.WriteValue(value);
                return true;
            default:
                return false;
        }
    }

    private void WriteComposite(JsonTextWriter writer, PSObject? wrapped, object value, int level)
    {
        if (level > depth)
        {
            Truncated = true;
            writer.WriteValue(PSObject.AsPSObject(value).ToString());
            return;
        }

        switch (value)
        {
            case IDictionary table:
                writer.WriteStartObject();
                foreach (DictionaryEntry pair in table)
                {
                    writer.WritePropertyName(pair.Key.ToString() ?? "");
                    WriteValue(writer, pair.Value, level + 1);
                }

                WriteExtended(writer, wrapped, level, "");
                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    WriteValue(writer, item, level + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartObject();
                WriteProperties(writer, wrapped, value, level);
                writer.WriteEndObject();
                break;
        }
    }

    private void WriteProperties(JsonTextWriter writer, PSObject? wrapped, object value, int level)
    {
        if (value is PSCustomObject || value is System.Data.DataRow || wrapped is null && value is PSObject)
        {
            WriteExtended(writer, wrapped, level, "");
            return;
        }

        // A .NET object is its public properties and fields, then what a script has added.
        foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
        {
            if (property is PSProperty)
            {
                WriteProperty(writer, property, level);
            }
        }

        WriteExtended(writer, wrapped, level, "NoteProperty");
    }

    private void WriteExtended(JsonTextWriter writer, PSObject? wrapped, int level, string only)
    {
        if (wrapped is null)
        {
            return;
        }

        foreach (PSPropertyInfo property in wrapped.Properties)
        {
            bool isData = wrapped.BaseObject is PSCustomObject || property is PSNoteProperty;
            if (isData && (only is "" || property.MemberType.ToString() == only))
            {
                WriteProperty(writer, property, level);
            }
        }
    }

    private void WriteProperty(JsonTextWriter writer, PSPropertyInfo property, int level)
    {
        object? value;
        try
        {
            value = property.Value;
        }
        catch (GetValueException)
        {
            value = null;
        }

        writer.WritePropertyName(property.Name);
        WriteValue(writer, value, level + 1);
    }
}
