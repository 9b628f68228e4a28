using Microsoft.AspNetCore.Identity;

namespace BillingPortal.Features.Emails;

public static class EmailsSetup
{
    public static IServiceCollection AddEmails(this IServiceCollection services, IConfiguration configuration, string dataFolder)
    {
        var options = EmailOptions.Read(configuration);
        services.AddSingleton<IEmailTransport>(options.Host is { Length: > 0 } ? new SmtpTransport(options) : new PickupFolderTransport(Path.Combine(dataFolder, "mail"), options));
        return services.AddSingleton<EmailOutbox>().AddSingleton<PortalLinks>().AddSingleton<IEmailSender<IdentityUser>, AccountEmails>();
    }
}
