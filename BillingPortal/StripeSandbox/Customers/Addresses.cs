using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

public static class Addresses
{
    /// <summary>The address of a parameter: as it was when not sent, null when cleared.</summary>
    public static Address? Address(this Params p, string name, Address? otherwise)
    {
        if (!p.Has(name)) return otherwise;
        if (p.Map(name) is not { } address)
        {
            p.Ignore(name);
            return null;
        }
        return new Address
        {
            City = address.Text("city"),
            Country = address.Text("country"),
            Line1 = address.Text("line1"),
            Line2 = address.Text("line2"),
            PostalCode = address.Text("postal_code"),
            State = address.Text("state"),
        };
    }
}
