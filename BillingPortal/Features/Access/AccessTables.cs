using BillingPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Access;

public static class AccessTables
{
    extension(BillingDbContext db)
    {
        public DbSet<Membership> Memberships => db.Set<Membership>();

        public DbSet<PlatformGrant> PlatformGrants => db.Set<PlatformGrant>();

        public DbSet<Person> People => db.Set<Person>();
    }
}

public sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("Memberships");
        membership.HasIndex(m => new { m.TeamId, m.UserId }).IsUnique();
        membership.HasIndex(m => m.UserId);
        membership.HasIndex(m => m.AccountId);
        membership.HasOne<IdentityUser>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class PlatformGrantTable : IEntityTypeConfiguration<PlatformGrant>
{
    public void Configure(EntityTypeBuilder<PlatformGrant> grant)
    {
        grant.ToTable("PlatformGrants").HasKey(g => new { g.UserId, g.Role });
        grant.HasOne<IdentityUser>().WithMany().HasForeignKey(g => g.UserId);
    }
}

public sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.ToTable("People").HasKey(p => p.UserId);
        person.Property(p => p.Name).HasMaxLength(200);
        person.Property(p => p.TimeZone).HasMaxLength(60);
        person.HasOne<IdentityUser>().WithOne().HasForeignKey<Person>(p => p.UserId);
    }
}
