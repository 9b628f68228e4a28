using BillingPortal.Api;
using BillingPortal.Data;
using BillingPortal.DevTools;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Features.Nonprofits;
using BillingPortal.Features.Overview;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Taxes;
using BillingPortal.Features.Usage;
using BillingPortal.Jobs;
using BillingPortal.Portal;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;

try
{
    var verb = Verb.In(args);
    if (verb is not null) args = verb.Settings(args);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = PortalSettings.From(builder.Configuration, builder.Environment);
    var database = DatabaseOptions.From(builder.Configuration, settings.DataFolder);
    var releaseReports = StartFailure.HoldReports(builder.Logging);
    if (settings.Urls is { } urls) builder.WebHost.UseUrls(urls);

    // ground
    builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddSingleton<BillingClock>().AddSingleton<LiveChanges>();
    builder.Services.AddDatabase(database);
    builder.Services.AddKeyRing(settings.KeyFile, builder.Environment.IsDevelopment());

    // Stripe, our own where there is no other
    var stripe = StripeOptions.From(builder.Configuration);
    builder.Services.AddStripeSandbox(settings, stripe.WebhookSecret);
    builder.Services.AddStripeGateway(stripe, settings.UsesSandbox ? services => services.SandboxAddress() : null);

    // features
    builder.Services.AddAccess();
    builder.Services.AddEmails(builder.Configuration, settings.DataFolder);
    builder.Services.AddAccounts(builder.Configuration, settings);
    builder.Services.AddPlans();
    builder.Services.AddDiscounts();
    builder.Services.AddCredits();
    builder.Services.AddUsage(builder.Configuration);
    builder.Services.AddTaxes(builder.Configuration, builder.Environment);
    builder.Services.AddNonprofits();
    builder.Services.AddInvoicePdf(builder.Configuration);
    builder.Services.AddInvoicing(builder.Configuration);
    builder.Services.AddPayments();
    builder.Services.AddSubscriptions();
    builder.Services.AddOverview();

    // what drives them: people, programs, time
    builder.Services.AddPortal(settings, builder.Environment);
    builder.Services.AddApi();
    builder.Services.AddJobs(database, settings.RunsJobs);

    var app = builder.Build();
    if (verb is { Serves: false }) return await verb.RunAsync(app, Verb.Words(args));

    await app.MigrateDatabaseAsync();
    await app.Services.PublishFirstPlansAsync();
    await app.AddDevelopmentPeopleAsync();

    app.UsePortal();
    app.UseApi();
    app.UseAntiforgery();
    app.MapPortal();
    app.MapApis();
    if (verb is not null) return await verb.RunAsync(app, Verb.Words(args));

    app.Lifetime.ApplicationStarted.Register(() =>
    {
        releaseReports();
        app.Logger.LogInformation("BillingPortal is ready at {Addresses}", string.Join(", ", app.Urls));
        if (app.Services.SandboxAddress() is { } sandbox) app.Logger.LogInformation("No bank is asked: the Stripe sandbox listens on {Address}", sandbox);
    });
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Line(exception) is { } line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}

public partial class Program;
