using BillingPortal.Data;
using Microsoft.AspNetCore.DataProtection;

namespace BillingPortal.Tests.Testing;

/// <summary>
/// One encryption of columns for all applications of this process: the model hangs on it, and with each model every query would be compiled anew, which is half of the work
/// of a run. Applications that are started as processes of their own, to be killed or to be given a lost key, keep their real key rings.
/// </summary>
public static class SharedEncryption
{
    public static ColumnEncryption OfColumns { get; } = new(new EphemeralDataProtectionProvider());
}
