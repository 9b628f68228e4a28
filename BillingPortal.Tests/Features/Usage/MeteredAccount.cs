using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Features.Emails;
using BillingPortal.Tests.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

/// <summary>A team with one owner on a real database, on Free since 20 January 2026, noon; its clock stands until it is moved.</summary>
public sealed class MeteredAccount : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("metering-").FullName;

    private TestDatabase database = null!;

    public ServiceProvider Services { get; private set; } = null!;

    public Guid AccountId { get; private set; }

    public Guid TeamId { get; private set; }

    public Actor Owner { get; private set; } = Actor.Nobody;

    public BillingClock Clock => Services.GetRequiredService<BillingClock>();

    public PlanCatalogue Catalogue => Services.GetRequiredService<PlanCatalogue>();

    public UsageService Usage => Services.GetRequiredService<UsageService>();

    public static async Task<MeteredAccount> StartAsync()
    {
        var metered = await BareAsync();
        await metered.Services.PublishFirstPlansAsync();
        (metered.TeamId, metered.AccountId) = await metered.OpenAccountAsync("Acme");
        metered.Owner = new() { UserId = await metered.JoinAsync(), Name = "Owner", Memberships = [new(metered.TeamId, metered.AccountId, TeamRole.Owner)] };
        return metered;
    }

    /// <summary>Without plans, team or owner.</summary>
    public static async Task<MeteredAccount> BareAsync()
    {
        var metered = new MeteredAccount();
        metered.database = await TestDatabase.CreateAsync(metered.folder);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Portal:PublicUrl", "https://portal.example")]).Build();
        metered.Services = new ServiceCollection()
            .AddSingleton(SharedEncryption.OfColumns).Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
            .AddSingleton<IDbContextFactory<BillingDbContext>>(services => new OpenOn(metered.database, services))
            .AddSingleton(new BillingClock(new Still())).AddSingleton<LiveChanges>()
            .AddPlans().AddUsage(settings)
            .AddSingleton<IConfiguration>(settings).AddSingleton<IServer, NoServer>().AddSingleton<PortalLinks>()
            .AddSingleton(TimeProvider.System).AddSingleton<IEmailTransport, KeepingTransport>().AddSingleton<EmailOutbox>().AddLogging()
            .BuildServiceProvider();
        return metered;
    }

    public BillingDbContext Open() => Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContext();

    public void Advance(TimeSpan by) => Clock.Ahead(Clock.Offset + by);

    public async Task<PlanInForce> PlanAtAsync(DateTime at)
    {
        await using var db = Open();
        return await Services.GetRequiredService<AccountPlans>().AtAsync(db, AccountId, at);
    }

    /// <summary>Ends the plan in force and begins another, now.</summary>
    public async Task UpgradeAsync(string code = PlanCodes.Starter)
    {
        await using var db = Open();
        (await db.AccountPlans.SingleAsync(row => row.AccountId == AccountId && row.To == null)).End(Clock.Now);
        var plan = (await Catalogue.CurrentAsync(db, code, Currency.Usd, Clock.Now))!;
        db.Add(AccountPlan.Start(AccountId, plan, Clock.Now, plan.IsFree ? null : Clock.Now));
        await db.SaveChangesAsync();
    }

    public async Task<string> JoinAsync(Guid? team = null)
    {
        await using var db = Open();
        var name = $"{Guid.NewGuid():N}@example.com";
        var user = new IdentityUser(name) { Email = name };
        db.Add(user);
        db.Add(Membership.Of(team ?? TeamId, AccountId, user.Id, TeamRole.Owner, Clock.Now));
        await db.SaveChangesAsync();
        return user.Id;
    }

    public UsageInput Event(string metric, long quantity, string? id = null, DateTime? at = null, string? corrects = null) =>
        new() { EventId = id ?? Guid.NewGuid().ToString(), TeamId = TeamId, Metric = metric, Quantity = quantity, Timestamp = at, Corrects = corrects };

    public async Task<IReadOnlyList<UsageResult>> TrackAsync(params UsageInput[] events) =>
        (await Usage.TrackAsync(Owner, new(events))).Is(out var answer, out var problem) ? answer.Results : throw new InvalidOperationException(problem.Detail);

    /// <summary>What became of one event: "accepted", "duplicate" or the code of its refusal.</summary>
    public async Task<string> TrackOneAsync(UsageInput usage) => Said((await TrackAsync(usage)).Single());

    public static string Said(UsageResult result) => result.Code ?? result.Status.ToString().ToLowerInvariant();

    public async Task<UsageMeter> MeterAsync(Metric metric) =>
        (await Usage.MetersAsync(Owner, TeamId)).Is(out var meters, out var problem) ? meters.Single(meter => meter.Metric == metric) : throw new InvalidOperationException(problem.Detail);

    public async Task<UsageQuota> QuotaAsync(string metric) =>
        (await Usage.QuotaAsync(Owner, TeamId, metric)).Is(out var quota, out var problem) ? quota : throw new InvalidOperationException(problem.Detail);

    public Task<Result<ReservationAnswer>> ReserveAsync(string metric, long quantity, string? id = null) => ChangeAsync(UsageVerb.Reserve, metric, quantity, id);

    public Task<Result<ReservationAnswer>> ReleaseAsync(string metric, long quantity, string? id = null, string? corrects = null) => ChangeAsync(UsageVerb.Release, metric, quantity, id, corrects);

    /// <summary>Caps the overage of a period, in cents.</summary>
    public async Task CapAsync(long cents) => (await Caps.SetAsync(Owner, TeamId, new() { Amount = cents })).Problem.ShouldBeNull();

    public SpendingCapService Caps => Services.GetRequiredService<SpendingCapService>();

    /// <summary>The subjects of the alerts that wait to be sent.</summary>
    public async Task<IReadOnlyList<string>> AlertsAsync()
    {
        await using var db = Open();
        return await db.EmailMessages.Where(mail => mail.Kind == EmailKind.Alert).OrderBy(mail => mail.QueuedAt).Select(mail => mail.Subject).ToListAsync();
    }

    public async Task<long> BilledAsync(Metric metric, Period period)
    {
        await using var db = Open();
        return (await Services.GetRequiredService<UsageReader>().UsageOfPeriodAsync(db, AccountId, period))[metric];
    }

    /// <summary>A team of its own account, on Free from now.</summary>
    public async Task<(Guid Team, Guid Account)> OpenAccountAsync(string name)
    {
        await using var db = Open();
        var account = new Account { Name = name, Currency = Currency.Usd, CreatedAt = Clock.Now, BillingEmail = "pay@example.com", FoundingEmail = "pay@example.com" };
        var team = new Team { Name = name, AccountId = account.Id, CreatedAt = Clock.Now };
        db.AddRange(account, team, AccountPlan.Start(account.Id, (await Catalogue.CurrentAsync(db, PlanCodes.Free, Currency.Usd, Clock.Now))!, Clock.Now, null));
        await db.SaveChangesAsync();
        return (team.Id, account.Id);
    }

    /// <summary>Upgrades a day after the sign-up.</summary>
    public async Task StartedOnStarterAsync()
    {
        Advance(TimeSpan.FromDays(1));
        await UpgradeAsync();
    }

    private Task<Result<ReservationAnswer>> ChangeAsync(UsageVerb verb, string metric, long quantity, string? id, string? corrects = null) =>
        Services.GetRequiredService<ReservationService>().CountAsync(Owner, Event(metric, quantity, id, corrects: corrects) with { Verb = verb });

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Links need none: the public address is given.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // Holds nothing.
        }
    }

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }

    private sealed class OpenOn(TestDatabase database, IServiceProvider services) : IDbContextFactory<BillingDbContext>
    {
        private readonly DbContextOptions<BillingDbContext> options = (DbContextOptions<BillingDbContext>)new DbContextOptionsBuilder<BillingDbContext>()
            .UseDatabase(new() { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString }).UseApplicationServiceProvider(services).Options;

        public BillingDbContext CreateDbContext() => BillingDbContextFactory.Open(TestDatabase.Provider, options);
    }
}
