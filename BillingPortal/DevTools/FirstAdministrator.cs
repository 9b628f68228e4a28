using System.Net.Mail;
using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools;

/// <summary><c>admin create EMAIL</c>: prints a one-time link with which somebody chooses a password and becomes the first administrator.</summary>
internal static class FirstAdministrator
{
    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        if (words is not ["create", var email] || !MailAddress.TryCreate(email, out _)) throw Verb.Misused("admin");
        await app.MigrateDatabaseAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        var db = scope.ServiceProvider.GetRequiredService<BillingDbContext>();

        var user = await users.FindByEmailAsync(email);
        await RefuseAsync(db, user, email);
        user = await AppointAsync(db, users, user, email, app.Services.GetRequiredService<BillingClock>().Now);
        var link = app.Services.GetRequiredService<PortalLinks>().To(PasswordService.LinkFor(email, await users.GeneratePasswordResetTokenAsync(user)));
        Console.WriteLine($"Open this link once to choose the password of {email}: {link}");
        return 0;
    }

    // An unconfirmed account may be anybody's: whoever made it knows its password.
    private static async Task RefuseAsync(BillingDbContext db, IdentityUser? user, string email)
    {
        var userId = user?.Id;
        if (await db.PlatformGrants.AnyAsync(grant => grant.Role == PlatformRole.Admin && grant.UserId != userId))
            throw new ConfigurationProblem("There is an administrator already; administrators give roles to others in the portal.");
        if (user is { EmailConfirmed: false })
            throw new ConfigurationProblem($"{email} is registered but not confirmed; confirm the address first, or choose another.");
    }

    private static async Task<IdentityUser> AppointAsync(BillingDbContext db, UserManager<IdentityUser> users, IdentityUser? known, string email, DateTime now)
    {
        var user = known ?? new() { UserName = email, Email = email, EmailConfirmed = true };
        var appointed = known is not null && await db.PlatformGrants.AnyAsync(grant => grant.UserId == user.Id && grant.Role == PlatformRole.Admin);
        if (known is null) db.Add(new Person { UserId = user.Id, Name = email.Split('@')[0] });
        if (!appointed)
        {
            db.Add(new PlatformGrant { UserId = user.Id, Role = PlatformRole.Admin });
            db.Record(Actor.System, "administrator.appointed", Guid.Parse(user.Id), now);
        }
        // Identity's store saves on the same context: sign-in, role and audit entry together.
        var saved = known is null ? await users.CreateAsync(user) : await users.UpdateSecurityStampAsync(user);
        return saved.Succeeded ? user : throw new ConfigurationProblem($"{email}: {string.Join(' ', saved.Errors.Select(error => error.Description))}");
    }
}
