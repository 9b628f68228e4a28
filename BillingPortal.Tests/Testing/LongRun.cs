namespace BillingPortal.Tests.Testing;

/// <summary>Whether the simulations run at full size: <c>./test.sh --long</c>, or <c>BILLING_TEST_LONG=1</c>.</summary>
public static class LongRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("BILLING_TEST_LONG") == "1";
}
