using BillingPortal.Data;

namespace BillingPortal.Features.Invoicing.Pdf;

public static class InvoicePdfSetup
{
    /// <summary>The fonts are read when the first invoice is printed; fonts of the operator's own at once, so that a wrong path is seen at the start.</summary>
    /// <exception cref="ConfigurationProblem">A file named in InvoicePdf:MoreFonts is missing or no TrueType font, or Seller:Logo is no picture that an invoice can show.</exception>
    public static void AddInvoicePdf(this IServiceCollection services, IConfiguration configuration)
    {
        var more = configuration.GetSection("InvoicePdf:MoreFonts").Get<string[]>() ?? [];
        var logo = Logo.From(configuration["Seller:Logo"]);
        if (more.Length == 0) services.AddSingleton(_ => new InvoicePdf(logo: logo));
        else services.AddSingleton(Read(more, logo));
    }

    private static InvoicePdf Read(string[] paths, Logo? logo)
    {
        try
        {
            return new(paths, logo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new ConfigurationProblem($"InvoicePdf:MoreFonts cannot be used: {e.Message}");
        }
    }
}
