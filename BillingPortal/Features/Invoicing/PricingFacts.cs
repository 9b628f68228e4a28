using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Taxes;

namespace BillingPortal.Features.Invoicing;

/// <summary>What accounts deserve, have and are taxed by, read at once for all the invoices of a unit of work, which are then priced without asking again.</summary>
public sealed record PricingFacts(DiscountBook Discounts, CreditBook Credits, BuyerFacts Buyers);
