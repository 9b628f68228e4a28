using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace BillingPortal.Tests;

internal static class ModuleInit
{
    // bunit 2.15.2 is compiled against AngleSharp.Diffing 1.1.1; the feed only has 0.17.0 (same API bunit uses).
    [ModuleInitializer]
    internal static void Init() => AssemblyLoadContext.Default.Resolving += (ctx, name) =>
        name.Name == "AngleSharp.Diffing" ? ctx.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")) : null;
}
