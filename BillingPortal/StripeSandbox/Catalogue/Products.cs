using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>/v1/products</summary>
public static class Products
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("products", Create);
        routes.Get("products/{id}", call => call.Subject(call.Store.Products, "product"));
        routes.Post("products/{id}", Update);
        routes.Delete("products/{id}", Delete);
        routes.Get("products", List);
    }

    private static Product Create(Call call)
    {
        var p = call.Params;
        var product = new Product { Id = p.Text("id") ?? "", Name = p.Required("name") };
        if (call.Store.Products.Find(product.Id) is not null)
            throw StripeError.State($"Product already exists: {product.Id}", "resource_already_exists", "id");
        Describe(call, product);
        call.Tx.Add(product);
        if (p.Map("default_price_data") is { } price) product.DefaultPrice = Prices.From(call, price, product.Id).Id;
        call.Tx.Emit("product.created", product);
        return product;
    }

    private static Product Update(Call call)
    {
        var product = call.Changing(call.Store.Products, "product");
        product.Name = call.Params.Text("name", product.Name) ?? product.Name;
        product.DefaultPrice = call.Params.Has("default_price") ? call.Params.Ref(call.Store.Prices, "default_price", "price")?.Id : product.DefaultPrice;
        Describe(call, product);
        call.Tx.Emit("product.updated", product);
        return product;
    }

    private static void Describe(Call call, Product product)
    {
        var p = call.Params;
        product.Active = p.Flag("active", product.Active);
        product.Description = p.Text("description", product.Description);
        product.Images = p.Texts("images")?.ToList() ?? product.Images;
        product.StatementDescriptor = p.Text("statement_descriptor", product.StatementDescriptor);
        product.TaxCode = p.Text("tax_code", product.TaxCode);
        product.UnitLabel = p.Text("unit_label", product.UnitLabel);
        product.Url = p.Text("url", product.Url);
        product.Updated = call.Tx.Now;
        p.Metadata(product.Metadata);
        p.Ignore("type", "shippable", "marketing_features");
    }

    private static JsonObject Delete(Call call)
    {
        var product = call.Changing(call.Store.Products, "product");
        if (call.Store.Prices.Where("product", product.Id).Count > 0)
            throw StripeError.State("This product cannot be deleted because it has one or more user-created prices.");
        call.Tx.Emit("product.deleted", product);
        call.Tx.Remove(product);
        return Rendering.Deleted(product);
    }

    private static JsonObject List(Call call)
    {
        bool? active = call.Params.Has("active") ? call.Params.Flag("active") : null;
        var ids = call.Params.Texts("ids");
        return call.List(call.Store.Products, "product", [], product => (active is null || product.Active == active) && (ids is null || ids.Contains(product.Id)));
    }
}
