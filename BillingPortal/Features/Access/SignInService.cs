using System.ComponentModel.DataAnnotations;
using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace BillingPortal.Features.Access;

public sealed record Registration
{
    [Required(ErrorMessage = "Write your name."), MaxLength(200)] public string Name { get; set; } = "";

    [Required(ErrorMessage = "Write your email address."), EmailAddress(ErrorMessage = "This is not an email address."), MaxLength(254)] public string Email { get; set; } = "";

    [Required(ErrorMessage = "Choose a password."), MinLength(10, ErrorMessage = "At least 10 characters."), MaxLength(200)] public string Password { get; set; } = "";
}

public sealed record Credentials
{
    [Required(ErrorMessage = "Write your email address.")] public string Email { get; set; } = "";

    [Required(ErrorMessage = "Write your password.")] public string Password { get; set; } = "";
}

/// <summary>Opens and closes browser sessions. Lives as long as its request, because it sets the cookie.</summary>
public sealed class SignInService(SignInManager<IdentityUser> signIn, UserManager<IdentityUser> users, BillingDbContext db, BillingClock clock)
{
    /// <summary>Makes the person and signs in at once.</summary>
    public async Task<Result<Done>> RegisterAsync(Registration registration, CancellationToken ct = default)
    {
        if (Problem.In(registration) is { } problem) return problem;

        var email = registration.Email.Trim();
        var user = new IdentityUser { UserName = email, Email = email };
        // UserManager saves the same context: the sign-in and the person come into being together.
        db.Add(new Person { UserId = user.Id, Name = registration.Name.Trim() });
        db.Record(new Actor { UserId = user.Id, Name = registration.Name }, "person.registered", Guid.Parse(user.Id), clock.Now);
        var made = await users.CreateAsync(user, registration.Password);
        if (!made.Succeeded) return Refused(made.Errors.First());

        await signIn.SignInAsync(user, isPersistent: true);
        return Done.It;
    }

    /// <summary>One answer for every wrong pair, so that nobody learns which addresses have an account.</summary>
    public async Task<Result<Done>> SignInAsync(Credentials credentials, CancellationToken ct = default)
    {
        if (Problem.In(credentials) is { } problem) return problem;

        var outcome = await signIn.PasswordSignInAsync(credentials.Email.Trim(), credentials.Password, isPersistent: true, lockoutOnFailure: true);
        if (outcome.Succeeded) return Done.It;
        if (outcome.IsLockedOut) return new Problem(ProblemKind.Forbidden, "locked_out", $"Too many tries. Sign-in is closed for {Minutes} minutes.");
        return new Problem(ProblemKind.Forbidden, "wrong_credentials", "The address or the password is not right.");
    }

    public Task SignOutAsync() => signIn.SignOutAsync();

    private int Minutes => (int)users.Options.Lockout.DefaultLockoutTimeSpan.TotalMinutes;

    private static Problem Refused(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) =>
            Problem.Invalid("email", "This address has an account already. Sign in instead.", "email_taken"),
        nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) => Problem.Invalid("email", "This is not an email address."),
        _ => Problem.Invalid("password", error.Description),
    };
}
