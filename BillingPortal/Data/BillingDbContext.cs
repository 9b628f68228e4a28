using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BillingPortal.Data;

/// <summary>The database, whichever provider it lives on. Knows conventions only; tables come from the features.</summary>
public abstract class BillingDbContext(DbContextOptions<BillingDbContext> options) : IdentityDbContext<IdentityUser>(options)
{
    // Identity reads its schema version from the application's services while the model is built; a context made by hand gets the same from here.
    private static readonly IServiceProvider IdentityModel = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    internal ColumnEncryption? Encryption =>
        this.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<ColumnEncryption>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RaiseVersions();
        using var _ = new Detected(ChangeTracker);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RaiseVersions();
        using var _ = new Detected(ChangeTracker);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is null)
            optionsBuilder.UseApplicationServiceProvider(IdentityModel);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.ComplexProperties<Money>();
        configurationBuilder.Properties<Currency>().HaveConversion<CurrencyAsText>().HaveMaxLength(3);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcInstant>();
        configurationBuilder.Properties<decimal>().HavePrecision(28, 12);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(BillingDbContext).Assembly);
        foreach (var version in builder.Model.GetEntityTypes().Select(type => type.FindProperty("Version")).OfType<IMutableProperty>())
            version.IsConcurrencyToken = version.ClrType == typeof(long);
        ColumnEncryption.Apply(builder.Model, Encryption);
    }

    /// <summary>A changed row gets the next version; the UPDATE demands the old one, so the second of two writers is refused.</summary>
    private void RaiseVersions()
    {
        foreach (var entry in ChangeTracker.Entries().Where(entry => entry.State == EntityState.Modified))
            if (entry.Metadata.FindProperty("Version") is { IsConcurrencyToken: true } version)
                entry.Property(version).CurrentValue = (long)entry.Property(version).OriginalValue! + 1;
    }

    /// <summary>Raising the versions has looked for changes in every row of the unit of work; saving need not look again.</summary>
    private readonly struct Detected : IDisposable
    {
        private readonly ChangeTracker tracker;
        private readonly bool before;

        public Detected(ChangeTracker tracker)
        {
            (this.tracker, before) = (tracker, tracker.AutoDetectChangesEnabled);
            tracker.AutoDetectChangesEnabled = false;
        }

        public void Dispose() => tracker.AutoDetectChangesEnabled = before;
    }
}

public sealed class SqliteBillingDbContext(DbContextOptions<BillingDbContext> options) : BillingDbContext(options);

public sealed class SqlServerBillingDbContext(DbContextOptions<BillingDbContext> options) : BillingDbContext(options);

public sealed class PostgreSqlBillingDbContext(DbContextOptions<BillingDbContext> options) : BillingDbContext(options);

/// <summary>UTC in, UTC out, whole microseconds: the finest that all three databases keep.</summary>
public sealed class UtcInstant() : ValueConverter<DateTime, DateTime>(value => Store(value), value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime Store(DateTime value) => value.Kind == DateTimeKind.Utc
        ? new DateTime(value.Ticks - value.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc)
        : throw new ArgumentException($"A stored time must be UTC, but {value:O} is {value.Kind}.");
}

public sealed class CurrencyAsText() : ValueConverter<Currency, string>(value => value.Code, value => new Currency(value));
