#nullable disable

namespace Stripe;

public class InvoiceLineItemListOptions : ListOptions;
