using System.ComponentModel.DataAnnotations;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace BillingPortal.Features.Access;

public sealed record ForgottenPassword
{
    [Required(ErrorMessage = "Write your email address."), EmailAddress(ErrorMessage = "This is not an email address."), MaxLength(254)] public string Email { get; set; } = "";
}

public sealed record NewPassword
{
    [Required(ErrorMessage = "Choose a password."), MinLength(10, ErrorMessage = "At least 10 characters."), MaxLength(200)] public string Password { get; set; } = "";
}

/// <summary>Lets somebody choose a new password with a link that works once.</summary>
public sealed class PasswordService(UserManager<IdentityUser> users, IEmailSender<IdentityUser> emails, BillingDbContext db, BillingClock clock)
{
    /// <summary>Where a person chooses a password, relative to the portal's address.</summary>
    public static string LinkFor(string email, string token) =>
        $"/account/reset-password?email={Uri.EscapeDataString(email)}&code={WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token))}";

    /// <summary>Sends the link, if the address has an account. The answer is the same if it has none, so that nobody learns which addresses do.</summary>
    public async Task<Result<Done>> SendLinkAsync(ForgottenPassword forgotten)
    {
        if (Problem.In(forgotten) is { } problem) return problem;
        if (await users.FindByEmailAsync(forgotten.Email.Trim()) is { Email: { } email } user)
            await emails.SendPasswordResetLinkAsync(user, email, LinkFor(email, await users.GeneratePasswordResetTokenAsync(user)));
        return Done.It;
    }

    public async Task<Result<Done>> ChooseAsync(string? email, string? code, NewPassword chosen)
    {
        if (Problem.In(chosen) is { } problem) return problem;
        if (await users.FindByEmailAsync(email ?? "") is not { } user || Decode(code) is not { } token) return Expired();

        db.Record(new Actor { UserId = user.Id, Name = email! }, "person.passwordChanged", Guid.Parse(user.Id), clock.Now);
        var changed = await users.ResetPasswordAsync(user, token, chosen.Password);
        if (changed.Succeeded) return Done.It;
        return changed.Errors.First() is { Code: nameof(IdentityErrorDescriber.InvalidToken) } ? Expired() : Problem.Invalid("password", changed.Errors.First().Description);
    }

    private static Problem Expired() => Problem.Gone("This link does not work any more. Ask for a new one.");

    private static string? Decode(string? code)
    {
        try
        {
            return code is null ? null : Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
