using System;
using System.IO;
using System.Reflection;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies an assembly and marks its internal types and members public (private ones stay as they are).</summary>
/// <remarks>
/// An inline task is compiled against netstandard, where System.Reflection.Metadata is not; MSBuild's own
/// process has it, so it is reached by name.
/// </remarks>
public class PublicizeAssembly : Task
{
    private const string Library = ", System.Reflection.Metadata";

    public string Input { get; set; }

    public string Output { get; set; }

    public override bool Execute()
    {
        byte[] image = File.ReadAllBytes(Input);
        using (var stream = new MemoryStream((byte[])image.Clone()))
        {
            Type peType = Type.GetType("System.Reflection.PortableExecutable.PEReader" + Library, true);
            object pe = Activator.CreateInstance(peType, stream);
            object headers = peType.GetProperty("PEHeaders").GetValue(pe);
            int start = (int)headers.GetType().GetProperty("MetadataStartOffset").GetValue(headers);
            Type readers = Type.GetType("System.Reflection.Metadata.PEReaderExtensions" + Library, true);
            object reader = readers.GetMethod("GetMetadataReader", new[] { peType }).Invoke(null, new[] { pe });

            // ECMA-335 II.22: TypeDef begins with its 4 bytes of flags, Field with 2, MethodDef has them after RVA and ImplFlags.
            Flip(image, start, reader, "TypeDef", 0, OpenType);
            Flip(image, start, reader, "Field", 0, OpenMember);
            Flip(image, start, reader, "MethodDef", 6, OpenMember);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Output));
        File.WriteAllBytes(Output, image);
        return true;
    }

    private static void Flip(byte[] image, int start, object reader, string table, int column, Func<byte, byte> open)
    {
        Type extensions = Type.GetType("System.Reflection.Metadata.Ecma335.MetadataReaderExtensions" + Library, true);
        object index = Enum.Parse(Type.GetType("System.Reflection.Metadata.Ecma335.TableIndex" + Library, true), table);
        Func<string, int> ask = name => (int)extensions.GetMethod(name).Invoke(null, new[] { reader, index });
        int offset = start + ask("GetTableMetadataOffset") + column;
        int size = ask("GetTableRowSize");
        for (int row = ask("GetTableRowCount"); row > 0; row--, offset += size)
        {
            image[offset] = open(image[offset]);
        }
    }

    private static byte OpenType(byte flags)
    {
        int visibility = flags & (int)TypeAttributes.VisibilityMask;
        int open = visibility <= (int)TypeAttributes.Public ? (int)TypeAttributes.Public : (int)TypeAttributes.NestedPublic;
        return (byte)((flags & ~(int)TypeAttributes.VisibilityMask) | open);
    }

    // Protected members stay protected, or an override of one could not be declared for both assemblies.
    private static byte OpenMember(byte flags)
    {
        int access = flags & (int)MethodAttributes.MemberAccessMask;
        bool isInternal = access == (int)MethodAttributes.Assembly || access == (int)MethodAttributes.FamANDAssem;
        return isInternal ? (byte)((flags & ~(int)MethodAttributes.MemberAccessMask) | (int)MethodAttributes.Public) : flags;
    }
}
