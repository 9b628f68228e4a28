namespace BillingPortal.Features.Credits;

/// <summary>What people read about credit.</summary>
public static class CreditWords
{
    public const string Order = "Promotional credit is spent before prepaid credit; within each, by priority, then what expires first, then what is oldest.";

    public static string Name(this CreditKind kind) => kind == CreditKind.Promotional ? "Promotional" : "Prepaid";

    public static string Does(this CreditKind kind) => kind == CreditKind.Promotional ? "Lowers what is taxed on the next invoices." : "Pays the next invoices, after tax.";

    public static string Name(this CreditEntryKind kind) => kind switch
    {
        CreditEntryKind.Reserved => "Reserved for an invoice in the making",
        CreditEntryKind.Released => "Given back",
        _ => kind.ToString(),
    };
}
