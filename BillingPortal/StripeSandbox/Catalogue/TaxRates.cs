using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>/v1/tax_rates</summary>
public static class TaxRates
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("tax_rates", Create);
        routes.Get("tax_rates/{id}", call => call.Subject(call.Store.TaxRates, "tax rate"));
        routes.Post("tax_rates/{id}", Update);
        routes.Get("tax_rates", List);
    }

    private static TaxRate Create(Call call)
    {
        var p = call.Params;
        if (!p.Has("inclusive")) throw StripeError.Missing("inclusive");
        var rate = new TaxRate
        {
            DisplayName = p.Required("display_name"),
            Inclusive = p.Flag("inclusive"),
            Percentage = p.Decimal("percentage") ?? throw StripeError.Missing("percentage"),
        };
        if (rate.Percentage is < 0 or > 100) throw StripeError.Invalid("Invalid percentage: must be between 0 and 100", "percentage");
        Describe(p, rate);
        call.Tx.Add(rate);
        call.Tx.Emit("tax_rate.created", rate);
        return rate;
    }

    private static TaxRate Update(Call call)
    {
        var rate = call.Changing(call.Store.TaxRates, "tax rate");
        rate.DisplayName = call.Params.Text("display_name", rate.DisplayName) ?? rate.DisplayName;
        Describe(call.Params, rate);
        call.Tx.Emit("tax_rate.updated", rate);
        return rate;
    }

    private static void Describe(Params p, TaxRate rate)
    {
        rate.Active = p.Flag("active", rate.Active);
        rate.Country = p.Text("country", rate.Country);
        rate.Description = p.Text("description", rate.Description);
        rate.Jurisdiction = p.Text("jurisdiction", rate.Jurisdiction);
        rate.State = p.Text("state", rate.State);
        rate.TaxType = p.Text("tax_type", rate.TaxType);
        p.Metadata(rate.Metadata);
    }

    private static JsonObject List(Call call)
    {
        bool? active = call.Params.Has("active") ? call.Params.Flag("active") : null;
        bool? inclusive = call.Params.Has("inclusive") ? call.Params.Flag("inclusive") : null;
        return call.List(call.Store.TaxRates, "tax rate", [],
            rate => (active is null || rate.Active == active) && (inclusive is null || rate.Inclusive == inclusive));
    }
}
