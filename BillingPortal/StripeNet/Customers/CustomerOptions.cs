#nullable disable

namespace Stripe;

public class CustomerCreateOptions : BaseOptions
{
    public AddressOptions Address { get; set; }
    public string Description { get; set; }
    public string Email { get; set; }
    public CustomerInvoiceSettingsOptions InvoiceSettings { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
    public string PaymentMethod { get; set; }
    public string Phone { get; set; }
    public string TaxExempt { get; set; }
}

public class CustomerUpdateOptions : BaseOptions
{
    public AddressOptions Address { get; set; }
    public string Description { get; set; }
    public string Email { get; set; }
    public CustomerInvoiceSettingsOptions InvoiceSettings { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
    public string Phone { get; set; }
    public string TaxExempt { get; set; }
}

public class CustomerGetOptions : BaseOptions;

public class CustomerListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Email { get; set; }
}

public class CustomerDeleteOptions : BaseOptions;

public class CustomerInvoiceSettingsOptions : INestedOptions
{
    public string DefaultPaymentMethod { get; set; }
    public string Footer { get; set; }
}

public class AddressOptions : INestedOptions
{
    public string City { get; set; }
    public string Country { get; set; }
    public string Line1 { get; set; }
    public string Line2 { get; set; }
    public string PostalCode { get; set; }
    public string State { get; set; }
}
