using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Text;

namespace PsHost.Host;

/// <content>Questions to the user.</content>
internal sealed partial class ConsoleUI
{
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in descriptions)
        {
            Write(field.Name + ": ");
            Type? type = Type.GetType(field.ParameterAssemblyFullName) ?? Type.GetType(field.ParameterTypeFullName);
            object answer = type == typeof(System.Security.SecureString) ? ReadLineAsSecureString() : Convert(ReadLine(), type);
            answers[field.Name] = PSObject.AsPSObject(answer);
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        while (true)
        {
            Write(Describe(choices, defaultChoice));
            string? answer = Console.In.ReadLine()?.Trim();
            if (string.IsNullOrEmpty(answer))
            {
                if (defaultChoice >= 0)
                {
                    return defaultChoice;
                }

                if (answer is null)
                {
                    throw new PSInvalidOperationException("The input ended before the question was answered.");
                }
            }
            else if (answer == "?")
            {
                foreach (ChoiceDescription choice in choices)
                {
                    WriteLine($"{Split(choice).Key} - {choice.HelpMessage}");
                }
            }
            else
            {
                for (int i = 0; i < choices.Count; i++)
                {
                    (string key, string label) = Split(choices[i]);
                    if (answer.Equals(key, StringComparison.OrdinalIgnoreCase) || answer.Equals(label, StringComparison.OrdinalIgnoreCase))
                    {
                        return i;
                    }
                }
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RefuseIfNonInteractive();
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private void WriteHeading(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            WriteLine();
            WriteLine(SupportsVirtualTerminal ? PSStyle.Instance.Bold + caption + PSStyle.Instance.Reset : caption);
        }

        if (!string.IsNullOrEmpty(message))
        {
            WriteLine(message);
        }
    }

    private static object Convert(string text, Type? type) =>
        type is null ? text : LanguagePrimitives.ConvertTo(text, type, System.Globalization.CultureInfo.CurrentCulture);

    private static string Describe(Collection<ChoiceDescription> choices, int defaultChoice)
    {
        var text = new StringBuilder();
        foreach (ChoiceDescription choice in choices)
        {
            (string key, string label) = Split(choice);
            text.Append('[').Append(key).Append("] ").Append(label).Append("  ");
        }

        text.Append("[?] Help");
        if (defaultChoice >= 0)
        {
            text.Append(" (default is \"").Append(Split(choices[defaultChoice]).Key).Append("\")");
        }

        return text.Append(": ").ToString();
    }

    // "&Yes" is the label Yes with the key Y.
    private static (string Key, string Label) Split(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&');
        string label = choice.Label.Replace("&", "");
        return (mark >= 0 && mark < label.Length ? label.Substring(mark, 1).ToUpperInvariant() : label, label);
    }
}
