using System.Text;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions.DryRuns;

public static class DryRunEndpoints
{
    public static void MapDryRuns(this RouteGroupBuilder api) =>
        api.MapGet("/catalogue/dry-runs/{runId:guid}.csv", (DryRunCsv csv, Actor actor, Guid runId, CancellationToken ct) => csv.FileAsync(actor, runId, ct).ToHttp(file => new CsvAnswer(file)))
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithTags("Catalogue").WithSummary("A finished dry run, every account, those who would pay most more first.");

    private sealed class CsvAnswer(DryRunFile file) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}\"";
            response.Headers.CacheControl = "private, no-store";
            await foreach (var line in file.Lines.WithCancellation(httpContext.RequestAborted)) await response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), httpContext.RequestAborted);
        }
    }
}
