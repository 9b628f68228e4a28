using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using BillingPortal.Ui;
using Bunit;

namespace BillingPortal.Tests.Ui;

public sealed class MoneyInputTests : RenderPage
{
    private Money amount = Money.Usd(1250);

    [Theory]
    [InlineData("12.5", 1250)]
    [InlineData("1,234.56", 123456)]
    [InlineData("0", 0)]
    public void An_amount_is_typed_in_major_units(string typed, long cents)
    {
        Type(typed);
        amount.ShouldBe(Money.Usd(cents));
    }

    [Theory]
    [InlineData("12.345")]
    [InlineData("-5")]
    [InlineData("twelve")]
    public void What_is_no_amount_is_refused_and_stays_as_it_was_typed(string typed)
    {
        var input = Type(typed);

        amount.ShouldBe(Money.Usd(1250));
        input.Find("input").ClassList.ShouldContain("invalid");
        input.Find("input").GetAttribute("value").ShouldBe(typed);
    }

    private IRenderedComponent<MoneyInput> Type(string typed)
    {
        var input = Render<MoneyInput>(i => i.Bind(m => m.Value, amount, changed => amount = changed, () => amount)
            .AddCascadingValue(new Microsoft.AspNetCore.Components.Forms.EditContext(this)));
        input.Find("input").Change(typed);
        return input;
    }
}
