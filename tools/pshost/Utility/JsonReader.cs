using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Numerics;

namespace Microsoft.PowerShell.Commands;

/// <summary>JSON text to PowerShell objects.</summary>
internal sealed class JsonReader(bool asHashtable, int depth)
{
    public object? Read(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { MaxDepth = depth, DateParseHandling = DateParseHandling.None };
        if (!reader.Read())
        {
            return null;
        }

        object? value = ReadValue(reader);
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
            {
                throw new JsonReaderException($"Additional text encountered after finished reading JSON content: {reader.Value}. Path '{reader.Path}', line {reader.LineNumber}, position {reader.LinePosition}.");
            }
        }

        return value;
    }

    private object? ReadValue(JsonTextReader reader)
    {
        while (reader.TokenType == JsonToken.Comment)
        {
            reader.Read();
        }

        return reader.TokenType switch
        {
            JsonToken.StartObject => ReadObject(reader),
            JsonToken.StartArray => ReadArray(reader),
            JsonToken.Integer => reader.Value is BigInteger ? reader.Value : (object)Convert.ToInt64(reader.Value, CultureInfo.InvariantCulture),
            JsonToken.String => ToDate((string)reader.Value!),
            JsonToken.Null or JsonToken.Undefined => null,
            JsonToken.None => throw new JsonReaderException("The JSON text is incomplete."),
            _ => reader.Value,
        };
    }

    // A string in ISO 8601's full form is a date and time.
    private static object ToDate(string text)
    {
        if (text.Length is < 19 or > 40 || text[4] != '-' || text[10] != 'T')
        {
            return text;
        }

        using var reader = new JsonTextReader(new StringReader(JsonConvert.ToString(text))) { DateParseHandling = DateParseHandling.DateTime };
        reader.Read();
        return reader.Value ?? text;
    }

    private object ReadObject(JsonTextReader reader)
    {
        var table = asHashtable ? new OrderedHashtable() : null;
        var item = asHashtable ? null : new PSObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (Next(reader) && reader.TokenType != JsonToken.EndObject)
        {
            if (reader.TokenType == JsonToken.Comment)
            {
                continue;
            }

            string name = (string)reader.Value!;
            Next(reader);
            object? value = ReadValue(reader);
            if (table is not null)
            {
                table[name] = value;
                continue;
            }

            if (name.Length == 0)
            {
                throw new InvalidOperationException("The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.");
            }

            if (item!.Properties[name] is { } other && (other.Name != name || !names.Contains(name)))
            {
                throw new InvalidOperationException($"Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added to the existing key '{other.Name}' was '{name}'.");
            }

            names.Add(name);
            item.Properties.Remove(name);
            item.Properties.Add(new PSNoteProperty(name, value));
        }

        return table is not null ? table : item!;
    }

    private object?[] ReadArray(JsonTextReader reader)
    {
        var items = new List<object?>();
        while (Next(reader) && reader.TokenType != JsonToken.EndArray)
        {
            if (reader.TokenType != JsonToken.Comment)
            {
                items.Add(ReadValue(reader));
            }
        }

        return items.ToArray();
    }

    private static bool Next(JsonTextReader reader) =>
        reader.Read() ? true : throw new JsonReaderException($"Unexpected end when reading JSON. Path '{reader.Path}', line {reader.LineNumber}, position {reader.LinePosition}.");
}
