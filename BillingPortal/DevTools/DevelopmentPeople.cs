using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools;

/// <summary>The people that a Development portal knows from its first start; there are none of them anywhere else.</summary>
public static class DevelopmentPeople
{
    private static readonly (string Email, string Name, PlatformRole? Role)[] Known =
    [
        (DemoAccounts.EmailOf("Owner"), "Olivia Owner", null),
        (DemoAccounts.EmailOf("Admin"), "Ada Admin", PlatformRole.Admin),
        (DemoAccounts.EmailOf("Finance"), "Finn Finance", PlatformRole.Finance),
        (DemoAccounts.EmailOf("Reviewer"), "Rita Reviewer", PlatformRole.Reviewer),
    ];

    // Hashing a password is slow by design; these four share one.
    private static readonly Lazy<string> Hash = new(() => new PasswordHasher<IdentityUser>().HashPassword(new(), DemoAccounts.Password));

    public static async Task AddDevelopmentPeopleAsync(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        var emails = Known.Select(person => person.Email).ToList();
        var there = await db.Users.Where(user => emails.Contains(user.Email!)).Select(user => user.Email).ToListAsync();
        foreach (var person in Known.Where(person => !there.Contains(person.Email)))
            await AddAsync(scope.ServiceProvider, db, person.Email, person.Name, person.Role);
    }

    private static async Task AddAsync(IServiceProvider services, BillingDbContext db, string email, string name, PlatformRole? role)
    {
        var user = new IdentityUser { UserName = email, Email = email, EmailConfirmed = true, PasswordHash = Hash.Value };
        db.Add(new Person { UserId = user.Id, Name = name });
        if (role is { } given) db.Add(new PlatformGrant { UserId = user.Id, Role = given });
        // Identity's store saves on the same context, so that the person, the role and the sign-in appear together or not at all.
        var made = await services.GetRequiredService<UserManager<IdentityUser>>().CreateAsync(user);
        if (!made.Succeeded) throw new InvalidOperationException($"{email}: {string.Join(' ', made.Errors.Select(error => error.Description))}");
    }
}
