using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BillingPortal.Api;

/// <summary>What the OpenAPI document says beside the routes themselves.</summary>
internal static class ApiDocument
{
    private const string Scheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer((operation, context, _) => TakeIdempotencyKey(operation, context.Description.HttpMethod, context.Description.ActionDescriptor.EndpointMetadata));
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "BillingPortal", Version = "1",
            Description = "Teams, plans, usage, invoices and payments. Amounts are whole minor units beside a currency; times are UTC; errors are problem details with a code.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = Scheme, Description = "The accessToken of POST /identity/login, or an API key.",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task TakeIdempotencyKey(OpenApiOperation operation, string? method, IList<object> metadata)
    {
        if (method != HttpMethods.Post || !metadata.OfType<ForActors>().Any()) return Task.CompletedTask;
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = Idempotency.Header, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Idempotency.LongestKey },
            Description = "The same key with the same request is answered with the first answer, for at least 24 hours.",
        });
        return Task.CompletedTask;
    }
}
