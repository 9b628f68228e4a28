using System.Text;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

public static class DiscountsEndpoints
{
    /// <summary>On <c>/standalone-teams/admin</c>.</summary>
    public static void MapDiscountCodes(this RouteGroupBuilder admin)
    {
        var codes = admin.MapGroup("/discount-codes").WithTags("Discount codes");
        codes.MapPost("/", (DiscountCodeService service, Actor actor, DiscountCodeInput code, CancellationToken ct) =>
            service.CreateAsync(actor, code, ct).ToHttp(created => TypedResults.Created($"/standalone-teams/admin/discount-codes/{created.Id}", created)))
            .Produces<DiscountCodeView>(StatusCodes.Status201Created).WithSummary("Makes a discount code.");
        codes.MapGet("/", (DiscountCodeReading reading, Actor actor, int? limit, string? cursor, CancellationToken ct) => reading.ListAsync(actor, new(limit, cursor), ct).ToHttp())
            .Produces<Page<DiscountCodeView>>().WithSummary("The codes, newest first, with redemptions and what they gave away and kept.");
        codes.MapGet("/{codeId:guid}", (DiscountCodeReading reading, Actor actor, Guid codeId, CancellationToken ct) => reading.GetAsync(actor, codeId, ct).ToHttp())
            .Produces<DiscountCodeView>().WithSummary("One code.");
        codes.MapDelete("/{codeId:guid}", (DiscountCodeService service, Actor actor, Guid codeId, CancellationToken ct) => service.EndAsync(actor, codeId, ct).ToHttp())
            .Produces(StatusCodes.Status204NoContent).WithSummary("Ends a code; who has redeemed it keeps it.");
        codes.MapBatches();
    }

    private static void MapBatches(this RouteGroupBuilder codes)
    {
        var batches = codes.MapGroup("/batches");
        batches.MapPost("/", (DiscountCodeService service, Actor actor, DiscountBatchInput batch, CancellationToken ct) =>
            service.CreateBatchAsync(actor, batch, ct).ToHttp(created => TypedResults.Created($"/standalone-teams/admin/discount-codes/batches/{created.Id}/codes.csv", created)))
            .Produces<DiscountBatchView>(StatusCodes.Status201Created).WithSummary("Makes many codes that are good once each and cannot be guessed.");
        batches.MapGet("/", (DiscountCodeReading reading, Actor actor, CancellationToken ct) => reading.BatchesAsync(actor, ct).ToHttp())
            .Produces<Page<DiscountBatchView>>().WithSummary("The batches, newest first.");
        batches.MapGet("/{batchId:guid}/codes.csv", (DiscountCodeReading reading, Actor actor, Guid batchId, CancellationToken ct) => reading.FileAsync(actor, batchId, ct).ToHttp(Download))
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithSummary("The codes of a batch.");
        batches.MapDelete("/{batchId:guid}", (DiscountCodeService service, Actor actor, Guid batchId, CancellationToken ct) => service.EndBatchAsync(actor, batchId, ct).ToHttp())
            .Produces(StatusCodes.Status204NoContent).WithSummary("Ends every code of a batch.");
    }

    private static IResult Download(CodesFile file) => TypedResults.File(Encoding.UTF8.GetBytes(file.Csv), "text/csv; charset=utf-8", file.Name);
}
