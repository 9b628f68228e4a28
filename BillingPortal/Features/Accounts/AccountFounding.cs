using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts;

public static class AccountFounding
{
    /// <summary>Adds a standalone team, its account and its owner to the caller's unit of work. The input must have been found sound.</summary>
    public static (Account Account, Team Team) Found(this BillingDbContext db, Actor owner, NewTeam input, DateTime now)
    {
        var currency = Currency.TryParse(input.Currency ?? "usd", out var given) ? given : throw new ArgumentException("The currency was not checked.", nameof(input));
        var email = string.IsNullOrWhiteSpace(input.BillingEmail) ? owner.Email! : input.BillingEmail.Trim();
        var account = new Account { Name = input.Name.Trim(), Currency = currency, CreatedAt = now, BillingEmail = email, FoundingEmail = email };
        account.ChangeProfile(new() { Country = Place.Code(input.Country), Region = Place.Code(input.Region) }, email, now);
        var team = new Team { Name = account.Name, AccountId = account.Id, CreatedAt = now };
        db.AddRange(account, team, Membership.Of(team.Id, account.Id, owner.UserId!, TeamRole.Owner, now));
        db.Record(owner, "team.created", team.Id, now);
        return (account, team);
    }
}
