namespace BillingPortal.Features.Access;

/// <summary>The accounts that exist in Development, and nowhere else.</summary>
public static class DemoAccounts
{
    public const string Password = "Portal-Demo-1!";

    public static readonly IReadOnlyList<string> Roles = ["Owner", "Admin", "Finance", "Reviewer"];

    public static string EmailOf(string role) => $"{role.ToLowerInvariant()}@example.com";

    /// <summary>The sign-in form's fields, filled in.</summary>
    public static string AsForm(string role) =>
        $"{nameof(SignInPage.Input)}.{nameof(Credentials.Email)}={EmailOf(role)}&{nameof(SignInPage.Input)}.{nameof(Credentials.Password)}={Password}";
}
