using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace PyAsync.Packages;

/// <summary>
/// Reads TOML 1.0 into dictionaries, lists and texts: what pyproject.toml, a script's block and a lock file are written in.
/// Numbers, dates and truth values stay the texts that they are. One thread.
/// </summary>
internal sealed class TomlReader
{
    private const int Deepest = 100;

    private readonly string _text;
    private int _at;
    private int _depth;

    private TomlReader(string text) => _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is none; the message names the line.</exception>
    public static Dictionary<string, object> Read(string text) => new TomlReader(text).Document();

    private Dictionary<string, object> Document()
    {
        Dictionary<string, object> root = NewTable(), table = root;
        while (true)
        {
            SkipBlank(lines: true);
            if (_at >= _text.Length)
            {
                return root;
            }
            if (_text[_at] == '[')
            {
                bool isArray = Next("[[");
                _at += isArray ? 2 : 1;
                List<string> path = KeyPath();
                Expect(isArray ? "]]" : "]");
                table = isArray ? AddTo(root, path) : Open(root, path);
            }
            else
            {
                KeyAndValue(table);
            }
            EndOfLine();
        }
    }

    private void KeyAndValue(Dictionary<string, object> table)
    {
        List<string> path = KeyPath();
        Expect("=");
        SkipBlank(lines: false);
        Dictionary<string, object> owner = Open(table, path[..^1]);
        object value = Value();
        if (!owner.TryAdd(path[^1], value))
        {
            throw Wrong($"'{string.Join('.', path)}' is there twice");
        }
    }

    private List<string> KeyPath()
    {
        List<string> path = [];
        do
        {
            SkipBlank(lines: false);
            char c = Here;
            path.Add(c is '"' or '\'' ? Quoted(c) : Bare());
            SkipBlank(lines: false);
        }
        while (Take('.'));
        return path;
    }

    private string Bare()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_'))
        {
            _at++;
        }
        return _at > start ? _text[start.._at] : throw Wrong("a key is missing");
    }

    private object Value()
    {
        if (++_depth > Deepest)
        {
            throw Wrong("it is nested too deep");
        }
        object value = Here switch
        {
            '"' or '\'' => Next("\"\"\"") || Next("'''") ? LongText(Here) : Quoted(Here),
            '[' => Array(),
            '{' => InlineTable(),
            _ => Plain(),
        };
        _depth--;
        return value;
    }

    private List<object> Array()
    {
        List<object> items = [];
        _at++;
        while (true)
        {
            SkipBlank(lines: true);
            if (Take(']'))
            {
                return items;
            }
            if (_at >= _text.Length)
            {
                throw Wrong("a ']' is missing");
            }
            items.Add(Value());
            SkipBlank(lines: true);
            if (!Take(',') && Here != ']')
            {
                throw Wrong("a ']' is missing");
            }
        }
    }

    private Dictionary<string, object> InlineTable()
    {
        Dictionary<string, object> table = NewTable();
        _at++;
        while (true)
        {
            SkipBlank(lines: true);
            if (Take('}'))
            {
                return table;
            }
            if (_at >= _text.Length)
            {
                throw Wrong("a '}' is missing");
            }
            KeyAndValue(table);
            SkipBlank(lines: true);
            if (!Take(',') && Here != '}')
            {
                throw Wrong("a '}' is missing");
            }
        }
    }

    // A number, a date or a truth value.
    private string Plain()
    {
        int start = _at;
        while (_at < _text.Length && _text[_at] is not (',' or ']' or '}' or '#' or '\n'))
        {
            _at++;
        }
        string text = _text[start.._at].Trim();
        return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' || text is "true" or "false" or "inf" or "nan")
            ? text
            : throw Wrong(text.Length == 0 ? "a value is missing" : $"'{text}' is no value");
    }

    private string Quoted(char quote)
    {
        StringBuilder text = new();
        _at++;
        while (Here is var c && c != quote)
        {
            if (c is '\n' or '\0')
            {
                throw Wrong($"a {quote} is missing");
            }
            _at++;
            text.Append(c == '\\' && quote == '"' ? Escape() : c.ToString());
        }
        _at++;
        return text.ToString();
    }

    private string LongText(char quote)
    {
        string end = new(quote, 3);
        StringBuilder text = new();
        _at += 3;
        Take('\n');
        // Up to two quotes may stand right before the end.
        while (!Next(end) || (_at + 3 < _text.Length && _text[_at + 3] == quote))
        {
            if (_at >= _text.Length)
            {
                throw Wrong($"the end {end} is missing");
            }
            char c = _text[_at++];
            if (c != '\\' || quote == '\'')
            {
                text.Append(c);
            }
            else if (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
                {
                    _at++;
                }
            }
            else
            {
                text.Append(Escape());
            }
        }
        _at += 3;
        return text.ToString();
    }

    private string Escape()
    {
        char c = Here;
        _at++;
        return c switch
        {
            'b' => "\b",
            't' => "\t",
            'n' => "\n",
            'f' => "\f",
            'r' => "\r",
            'e' => "\u001b",
            '"' or '\\' => c.ToString(),
            'u' => Unicode(4),
            'U' => Unicode(8),
            _ => throw Wrong($"'\\{c}' is no escape"),
        };
    }

    private string Unicode(int length)
    {
        if (_at + length > _text.Length || !int.TryParse(_text.AsSpan(_at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || !Rune.IsValid(code))
        {
            throw Wrong("that is no character");
        }
        _at += length;
        return new Rune(code).ToString();
    }

    private Dictionary<string, object> Open(Dictionary<string, object> table, List<string> path)
    {
        foreach (string key in path)
        {
            if (!table.TryGetValue(key, out object? inner))
            {
                table[key] = inner = NewTable();
            }
            table = inner switch
            {
                Dictionary<string, object> found => found,
                List<object> { Count: > 0 } several when several[^1] is Dictionary<string, object> last => last,
                _ => throw Wrong($"'{key}' is no table"),
            };
        }
        return table;
    }

    private Dictionary<string, object> AddTo(Dictionary<string, object> root, List<string> path)
    {
        Dictionary<string, object> owner = Open(root, path[..^1]), table = NewTable();
        if (!owner.TryGetValue(path[^1], out object? list))
        {
            owner[path[^1]] = list = new List<object>();
        }
        (list as List<object> ?? throw Wrong($"'{path[^1]}' is no list of tables")).Add(table);
        return table;
    }

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private bool Next(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool Take(char c)
    {
        bool isThere = _at < _text.Length && _text[_at] == c;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string text)
    {
        SkipBlank(lines: false);
        if (!Next(text))
        {
            throw Wrong($"a '{text}' is missing");
        }
        _at += text.Length;
    }

    private void EndOfLine()
    {
        SkipBlank(lines: false);
        if (_at < _text.Length && _text[_at] != '\n')
        {
            throw Wrong($"'{_text[_at]}' is one too many");
        }
    }

    private void SkipBlank(bool lines)
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '#' || (lines && _text[_at] == '\n')))
        {
            if (_text[_at] == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                _at++;
            }
        }
    }

    private FormatException Wrong(string what)
    {
        int line = 1 + _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n');
        return new FormatException($"line {line}: {what}");
    }

    private static Dictionary<string, object> NewTable() => new(StringComparer.Ordinal);
}
