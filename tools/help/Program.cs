using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.Help;

if (args is not ["maml" or "about", _, ..])
{
    Console.Error.WriteLine("Usage: PyAsync.Help maml <out.xml> <page.md>… | about <out folder> <about_topic.md>…");
    return 2;
}
try
{
    if (args[0] == "maml")
    {
        List<CommandPage> pages = [];
        foreach (string path in args[2..])
        {
            pages.Add(CommandPage.Read(path));
        }
        MamlWriter.Write(args[1], pages);
    }
    else
    {
        foreach (string path in args[2..])
        {
            string name = Path.GetFileNameWithoutExtension(path);
            File.WriteAllText(Path.Combine(args[1], name + ".help.txt"), AboutText.Convert(name, File.ReadAllText(path)));
        }
    }
    return 0;
}
catch (Exception error) when (error is FormatException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
