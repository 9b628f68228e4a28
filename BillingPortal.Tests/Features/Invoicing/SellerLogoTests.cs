using System.Net;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using BillingPortal.Tests.Features.Invoicing.Pdf;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>The logo that the operator configures, on the invoices that are issued under it.</summary>
public sealed class SellerLogoTests : IAsyncLifetime
{
    private static readonly byte[] First = Pictures.Png(60, 20, Pictures.Rgb, 8, (x, _, _) => x), Second = Pictures.Png(40, 20, Pictures.Rgb, 8, (_, y, _) => y);

    private readonly BillingApp app = new();

    public ValueTask InitializeAsync()
    {
        app.Settings["Seller:Logo"] = Pictures.DataOf(First);
        return app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invoice_keeps_the_logo_that_it_was_issued_under_and_is_never_printed_again()
    {
        var team = await app.StarterTeamAsync("Branded");
        var invoice = (await team.InvoicesAsync()).Single().Id();
        var pdf = (await team.Owner.GetAsync($"/billing-engine/invoices/{invoice}/pdf")).Body;
        new PdfProbe(pdf).Picture("DeviceRGB")!.Length.ShouldBe(60 * 20 * 3);
        var hash = (await ShownAsync(team, invoice))!;
        var picture = await app.Client.GetAsync($"/billing-engine/brand/{hash}");
        (picture.Status, picture.MediaType, picture.Body.SequenceEqual(First)).ShouldBe((HttpStatusCode.OK, "image/png", true));
        (await app.Client.GetAsync("/billing-engine/brand/0123456789abcdef")).ShouldBeProblem(HttpStatusCode.NotFound);

        app.Settings["Seller:Logo"] = Pictures.DataOf(Second);
        await app.RestartAsync();

        using var owner = await app.SignedInAsync(team.Owner.Email);
        (await owner.GetAsync($"/billing-engine/invoices/{invoice}/pdf")).Body.ShouldBe(pdf);
        (await ShownAsync(team, invoice)).ShouldBeNull();
    }

    /// <summary>The logo on the invoice's page.</summary>
    private async Task<string?> ShownAsync(TestTeam team, Guid invoice)
    {
        var owner = new Actor { UserId = "own", Name = "Owner", Memberships = [new(team.Id, team.AccountId, TeamRole.Owner)] };
        return (await app.Services.GetRequiredService<InvoiceReading>().OpenAsync(owner, team.Id, invoice)).Value!.Paper.Seller.Logo;
    }
}
