namespace BillingPortal.StripeSandbox.Wire;

/// <summary>Maps Stripe's routes onto handlers that run inside the request pipeline.</summary>
public sealed class StripeRoutes(IEndpointRouteBuilder app, RequestPipeline pipeline)
{
    public void Get(string path, Func<Call, object> handle) => Map("GET", path, handle);

    public void Post(string path, Func<Call, object> handle) => Map("POST", path, handle);

    public void Delete(string path, Func<Call, object> handle) => Map("DELETE", path, handle);

    private void Map(string method, string path, Func<Call, object> handle) =>
        app.MapMethods("/v1/" + path, [method], http => pipeline.RunAsync(http, handle));
}
