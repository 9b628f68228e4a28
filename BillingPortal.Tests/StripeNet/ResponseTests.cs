using System.Net;
using Stripe;

namespace BillingPortal.Tests.StripeNet;

public sealed class ResponseTests
{
    private const string SubscriptionJson = """
        {"id":"sub_1","object":"subscription","status":"active","customer":"cus_1","cancel_at":null,"billing_cycle_anchor":1772366400,
         "latest_invoice":{"id":"in_1","object":"invoice","customer":"cus_1","total":1089,"discounts":["di_1"],"next_payment_attempt":null,
           "lines":{"object":"list","has_more":true,"url":"/v1/invoices/in_1/lines","data":[{"id":"il_1","amount":1000,"quantity":1,
             "pricing":{"type":"price_details","unit_amount_decimal":"1000.5","price_details":{"price":"price_1","product":"prod_1"}},
             "taxes":[{"amount":89,"tax_rate_details":{"tax_rate":"txr_1"},"taxable_amount":1000}]}]},
           "parent":{"type":"subscription_details","subscription_details":{"subscription":"sub_1","subscription_proration_date":null}},
           "status_transitions":{"paid_at":1772366460}},
         "discounts":[{"id":"di_2","object":"discount","source":{"type":"coupon","coupon":"SAVE"}}],
         "items":{"object":"list","data":[{"id":"si_1","current_period_start":1772366400,"current_period_end":1775044800,"price":{"id":"price_1","unit_amount":1000}}]},
         "metadata":{"account":"42"},"a_field_of_next_year":{"deep":[1,2,3]}}
        """;

    [Fact]
    public void An_id_is_an_id_and_an_expanded_object_is_both()
    {
        var subscription = Subscription.FromJson(SubscriptionJson);

        subscription.CustomerId.ShouldBe("cus_1");
        subscription.Customer.ShouldBeNull();
        subscription.LatestInvoiceId.ShouldBe("in_1");
        subscription.LatestInvoice.Total.ShouldBe(1089);
        subscription.LatestInvoice.Parent.SubscriptionDetails.SubscriptionId.ShouldBe("sub_1");
    }

    [Fact]
    public void A_list_of_ids_and_a_list_of_objects_fill_their_own_property()
    {
        var subscription = Subscription.FromJson(SubscriptionJson);

        subscription.LatestInvoice.DiscountIds.ShouldBe(["di_1"]);
        subscription.DiscountIds.ShouldBe(["di_2"]);
        subscription.Discounts.ShouldHaveSingleItem().Source.CouponId.ShouldBe("SAVE");
    }

    [Fact]
    public void Times_are_utc_decimals_exact_and_unknown_fields_no_trouble()
    {
        var subscription = Subscription.FromJson(SubscriptionJson);
        var item = subscription.Items.ShouldHaveSingleItem();
        var line = subscription.LatestInvoice.Lines.ShouldHaveSingleItem();

        item.CurrentPeriodStart.ShouldBe(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc));
        item.CurrentPeriodStart.Kind.ShouldBe(DateTimeKind.Utc);
        subscription.CancelAt.ShouldBeNull();
        subscription.LatestInvoice.StatusTransitions.PaidAt.ShouldBe(new DateTime(2026, 3, 1, 12, 1, 0, DateTimeKind.Utc));
        line.Pricing.UnitAmountDecimal.ShouldBe(1000.5m);
        line.Taxes.ShouldHaveSingleItem().TaxRateDetails.TaxRate.ShouldBe("txr_1");
        subscription.LatestInvoice.Lines.HasMore.ShouldBeTrue();
        subscription.Metadata["account"].ShouldBe("42");
    }

    [Fact]
    public void What_was_read_can_be_written_and_read_again()
    {
        var again = Subscription.FromJson(Subscription.FromJson(SubscriptionJson).ToJson());

        again.CustomerId.ShouldBe("cus_1");
        again.LatestInvoice.Lines.ShouldHaveSingleItem().Id.ShouldBe("il_1");
        again.Items.Data[0].CurrentPeriodEnd.ShouldBe(new DateTime(2026, 4, 1, 12, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_declined_card_is_told_with_its_code_and_the_payment_that_failed()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(402, """
            {"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds","message":"Your card has insufficient funds.","charge":"ch_1",
             "payment_intent":{"id":"pi_1","object":"payment_intent","status":"requires_payment_method","latest_charge":"ch_1"},
             "payment_method":{"id":"pm_1","object":"payment_method","card":{"brand":"visa","last4":"9995"}}}}
            """);

        var declined = await Should.ThrowAsync<StripeException>(() => new InvoiceService(stripe.Client).PayAsync("in_1"));

        declined.HttpStatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        declined.Message.ShouldBe("Your card has insufficient funds.");
        declined.StripeError.Type.ShouldBe("card_error");
        declined.StripeError.Code.ShouldBe("card_declined");
        declined.StripeError.DeclineCode.ShouldBe("insufficient_funds");
        declined.StripeError.PaymentIntent.LatestChargeId.ShouldBe("ch_1");
        declined.StripeError.PaymentMethod.Card.Last4.ShouldBe("9995");
        declined.StripeResponse.RequestId.ShouldBe("req_test");
    }

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(400, """{"oops":true}""")]
    [InlineData(200, "not json")]
    public async Task An_answer_that_is_not_Stripes_is_an_error_that_shows_it(int status, string body)
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(status, body, shouldRetry: "false");

        var refusal = await Should.ThrowAsync<StripeException>(() => new InvoiceService(stripe.Client).GetAsync("in_1"));

        refusal.StripeError.ShouldBeNull();
        refusal.Message.ShouldContain(body);
    }

    [Fact]
    public async Task The_answer_itself_stays_at_hand()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(200, """{"id":"in_1","object":"invoice"}""");

        var invoice = await new InvoiceService(stripe.Client).GetAsync("in_1");

        invoice.StripeResponse.StatusCode.ShouldBe(HttpStatusCode.OK);
        invoice.StripeResponse.RequestId.ShouldBe("req_test");
        invoice.StripeResponse.Content.ShouldContain("in_1");
    }
}
