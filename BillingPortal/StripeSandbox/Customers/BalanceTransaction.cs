using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>One entry of a customer's balance ledger.</summary>
public sealed class BalanceTransaction : StripeObject
{
    public override string Object => "customer_balance_transaction";
    public long Amount { get; set; }
    public string? CheckoutSession => null;
    public string? CreditNote => null;
    public string Currency { get; set; } = "";
    public string Customer { get; set; } = "";
    public string? CustomerAccount => null;
    public string? Description { get; set; }
    public long EndingBalance { get; set; }
    public string? Invoice { get; set; }
    public string Type { get; set; } = "adjustment";
}

/// <summary>/v1/customers/{customer}/balance_transactions, and the moves that invoices make.</summary>
public static class BalanceTransactions
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("customers/{id}/balance_transactions", Create);
        routes.Get("customers/{id}/balance_transactions", call =>
        {
            var customer = call.Subject(call.Store.Customers, "customer");
            return call.Page(call.Store.BalanceTransactions, "customer balance transaction", call.Store.BalanceTransactions.Where("customer", customer.Id), _ => true);
        });
    }

    public static BalanceTransaction? Move(Tx tx, Customer customer, long amount, string type, string? currency = null, string? invoice = null)
    {
        if (amount == 0) return null;
        tx.Change(customer).Balance += amount;
        customer.Currency ??= currency ?? "usd";
        return tx.Add(new BalanceTransaction
        {
            Amount = amount,
            Currency = currency ?? customer.Currency,
            Customer = customer.Id,
            EndingBalance = customer.Balance,
            Invoice = invoice,
            Type = type,
        });
    }

    private static BalanceTransaction Create(Call call)
    {
        var customer = call.Changing(call.Store.Customers, "customer");
        var amount = call.Params.RequiredInteger("amount");
        if (amount == 0) throw StripeError.Invalid("Invalid amount: must not be zero", "amount", "parameter_invalid_integer");
        var currency = Currencies.Checked(call.Params.Required("currency"), "currency");
        customer.CheckCurrency(currency);
        Currencies.CheckAmount(amount, currency, "amount");
        var entry = Move(call.Tx, customer, amount, "adjustment", currency)!;
        entry.Description = call.Params.Text("description");
        call.Params.Metadata(entry.Metadata);
        call.Tx.Emit("customer.updated", customer);
        return entry;
    }
}
