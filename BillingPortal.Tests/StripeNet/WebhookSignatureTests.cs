using Stripe;

namespace BillingPortal.Tests.StripeNet;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_test";
    private const long Now = 1_772_366_400;

    private const string EventJson = """
        {"id":"evt_1","object":"event","type":"invoice.created","api_version":"2026-02-25.clover","created":1772366400,"livemode":false,"pending_webhooks":1,
         "request":{"id":null,"idempotency_key":null},"data":{"object":{"id":"in_1","object":"invoice","total":1000}}}
        """;

    [Fact]
    public void A_signature_is_the_hmac_of_time_and_body()
    {
        // From another implementation: printf '1772366400.{}' | openssl dgst -sha256 -hmac whsec_test
        EventUtility.ComputeSignature(Secret, "1772366400", "{}").ShouldBe("474c6a8bd0b217b707fb6f0a0ce04beb43fe1e1835a329b06c8f3113a6875edc");
    }

    [Fact]
    public void A_signed_event_is_read_with_its_object()
    {
        var received = EventUtility.ConstructEvent(EventJson, Signed(EventJson), Secret, 300, Now);

        received.Type.ShouldBe(EventTypes.InvoiceCreated);
        received.Data.Object.ShouldBeOfType<Invoice>().Total.ShouldBe(1000);
    }

    [Fact]
    public void While_a_secret_is_rolled_one_matching_signature_is_enough()
    {
        var header = $"t={Now},v1={new string('0', 64)},v1={EventUtility.ComputeSignature(Secret, Now.ToString(), EventJson)},v0=old";

        Should.NotThrow(() => EventUtility.ValidateSignature(EventJson, header, Secret, 300, Now));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void An_event_may_be_five_minutes_old_or_early_and_not_a_second_more(int age, bool accepted)
    {
        var check = () => EventUtility.ValidateSignature(EventJson, Signed(EventJson), Secret, 300, Now + age);

        if (accepted) Should.NotThrow(check);
        else Should.Throw<StripeException>(check).Message.ShouldContain("outside of the allowed tolerance");
    }

    [Fact]
    public void A_changed_body_another_secret_and_an_unsigned_event_are_refused()
    {
        Refused(EventJson.Replace("1000", "1", StringComparison.Ordinal), Signed(EventJson), Secret).ShouldContain("expected signature was not found");
        Refused(EventJson, Signed(EventJson), "whsec_other").ShouldContain("expected signature was not found");
        Refused(EventJson, $"t={Now},v0=abc", Secret).ShouldContain("expected signature was not found");
        Refused(EventJson, "v1=abc", Secret).ShouldContain("expected signature was not found");
        Refused(EventJson, "nonsense", Secret).ShouldContain("header format is unexpected");
    }

    [Theory]
    [InlineData("2026-02-25.clover", true)]
    [InlineData("2025-09-30.clover", true)]
    [InlineData("2026-03-25.dahlia", false)]
    [InlineData("2020-08-27", false)]
    public void Only_versions_of_the_same_train_can_be_read(string version, bool compatible)
    {
        EventUtility.IsCompatibleApiVersion(version).ShouldBe(compatible);

        var json = EventJson.Replace("2026-02-25.clover", version, StringComparison.Ordinal);
        var parse = () => EventUtility.ParseEvent(json);
        if (compatible) parse().Id.ShouldBe("evt_1");
        else Should.Throw<StripeException>(parse).Message.ShouldContain($"Received event with API version {version}");
        EventUtility.ParseEvent(json, throwOnApiVersionMismatch: false).Id.ShouldBe("evt_1");
    }

    private static string Signed(string json) => $"t={Now},v1={EventUtility.ComputeSignature(Secret, Now.ToString(), json)}";

    private static string Refused(string json, string header, string secret) =>
        Should.Throw<StripeException>(() => EventUtility.ValidateSignature(json, header, secret, 300, Now)).Message;
}
