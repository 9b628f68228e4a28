namespace BillingPortal.Tests.Testing;

/// <summary>The source tree that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The built portal, of the same configuration as these tests.</summary>
    public static string Portal { get; } = Path.Combine(Root, "BillingPortal", Path.GetRelativePath(Path.Combine(Root, "BillingPortal.Tests"), AppContext.BaseDirectory), "BillingPortal.dll");

    /// <summary>Source files below a folder, without what the build makes, as paths relative to that folder with forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string folder, params string[] extensions) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Path.Combine(Root, folder), file).Replace('\\', '/')
        where extensions.Contains(Path.GetExtension(file)) && !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal)
        orderby path
        select (path, File.ReadAllText(file));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "BillingPortal.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new InvalidOperationException("These tests do not run inside the source tree."));
}
