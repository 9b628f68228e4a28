using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BillingPortal.Features.Invoicing;

public static class InvoicingEndpoints
{
    public static void MapInvoicing(this RouteGroupBuilder api)
    {
        var invoices = api.MapGroup("/invoices").WithTags("Invoices");
        invoices.MapGet("/", (InvoiceService service, Actor actor, [AsParameters] InvoiceQuery query, CancellationToken ct) =>
            service.ListAsync(actor, query.TeamId, new(query.Status, query.From?.UtcDateTime, query.To?.UtcDateTime), new(query.Limit, query.Cursor), ct).ToHttp())
            .Produces<Page<InvoiceView>>().WithSummary("Issued invoices, newest first: of a team's account, or of all that the caller may see.");
        invoices.MapPost("/generate", (InvoiceOrders orders, Actor actor, InvoiceOrder order, [FromHeader(Name = "Idempotency-Key")] string? key, CancellationToken ct) =>
            orders.GenerateAsync(actor, order, key, ct).ToHttp(Ordered))
            .Produces<InvoiceView>(StatusCodes.Status201Created).Produces<InvoiceView>().WithSummary("Bills what is due and not yet billed, or lines of one's own; for finance.");
        invoices.MapGet("/csv", (InvoiceList list, Actor actor, [AsParameters] InvoiceQuery query, CancellationToken ct) =>
            list.CsvAsync(actor, query.TeamId, new(query.Status, query.From?.UtcDateTime, query.To?.UtcDateTime), ct).ToHttp(csv => TypedResults.File(csv, "text/csv; charset=utf-8", "invoices.csv")))
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithSummary("Issued invoices as a table, amounts in major units.");
        invoices.MapGet("/{invoiceId:guid}", (InvoiceService service, Actor actor, Guid invoiceId, CancellationToken ct) => service.GetAsync(actor, invoiceId, ct).ToHttp())
            .Produces<InvoiceView>().WithSummary("One invoice with its lines and taxes.");
        invoices.MapGet("/{invoiceId:guid}/pdf", (InvoiceService service, Actor actor, Guid invoiceId, string? token, CancellationToken ct) =>
            (token is null ? service.PdfAsync(actor, invoiceId, ct) : service.PdfByLinkAsync(invoiceId, token, ct)).ToHttp(Inline))
            .WithMetadata(new AllowAnonymousAttribute()).Produces(StatusCodes.Status200OK, contentType: "application/pdf").WithSummary("The PDF as it was issued; with a token from the mail no sign-in is needed.");
    }

    /// <summary>On the group of the billing engine: the picture in an email. It says the same to everybody and keeps nothing of who asks.</summary>
    public static void MapInvoiceSights(this RouteGroupBuilder api) => api.MapGet("/mail/{sightId:guid}.gif", async (InvoiceLinking linking, Guid sightId, CancellationToken ct) =>
    {
        await linking.SeenAsync(sightId, ct);
        return TypedResults.Bytes(Point, "image/gif");
    }).WithMetadata(new AllowAnonymousAttribute()).ExcludeFromDescription();

    /// <summary>On the group of the billing engine: the seller's logo, which stands on every invoice. By its hash, so that a browser may keep it for ever.</summary>
    public static void MapSellerLogo(this RouteGroupBuilder api) => api.MapGet("/brand/{hash}", IResult (InvoicePdf printer, HttpContext http, string hash) =>
    {
        if (printer.Logo is not { } logo || logo.Hash != hash) return Problem.NotFound("logo").ToHttp();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(logo.File, logo.MediaType);
    }).WithMetadata(new AllowAnonymousAttribute()).ExcludeFromDescription();

    // The smallest picture that every mail program takes: one transparent point.
    private static readonly byte[] Point = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private static IResult Ordered(OrderedInvoice ordered) =>
        ordered.IsNew ? TypedResults.Created($"/billing-engine/invoices/{ordered.Invoice.Id}", ordered.Invoice) : TypedResults.Ok(ordered.Invoice);

    private static IResult Inline(InvoiceFile file) => new PdfAnswer(file);

    private sealed class PdfAnswer(InvoiceFile file) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/pdf";
            response.Headers.ContentDisposition = $"inline; filename=\"{file.Name}\"";
            response.Headers.CacheControl = "private, max-age=0, no-store";
            response.ContentLength = file.Pdf.Length;
            return response.Body.WriteAsync(file.Pdf, httpContext.RequestAborted).AsTask();
        }
    }
}

/// <summary>The query string of the list of invoices.</summary>
public sealed record InvoiceQuery(
    [property: FromQuery(Name = "team_id")] Guid? TeamId, InvoiceStatus? Status, DateTimeOffset? From, DateTimeOffset? To, int? Limit, string? Cursor);
