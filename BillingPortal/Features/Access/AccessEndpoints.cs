using Microsoft.AspNetCore.Http.HttpResults;

namespace BillingPortal.Features.Access;

public static class AccessEndpoints
{
    public static void MapSignOut(this IEndpointRouteBuilder pages) => pages.MapPost("/account/sign-out", SignOutAsync).ExcludeFromDescription();

    // Asking for the form is what makes the antiforgery token count.
    private static async Task<RedirectHttpResult> SignOutAsync(IFormCollection _, SignInService signIn)
    {
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect("/");
    }
}
