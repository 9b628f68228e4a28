using System.Net.Mail;
using BillingPortal.Data;

namespace BillingPortal.Features.Emails;

/// <summary>The section <c>Smtp</c>. Without a host, mail goes to a folder.</summary>
public sealed class EmailOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? From { get; set; }

    public bool StartTls { get; set; } = true;

    /// <exception cref="ConfigurationProblem">The sender's address is not one.</exception>
    public static EmailOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Smtp").Get<EmailOptions>() ?? new();
        options.From ??= configuration["Seller:Email"] ?? "billing@localhost";
        return MailAddress.TryCreate(options.From, out _) ? options : throw new ConfigurationProblem($"Smtp:From is '{options.From}'; it must be an email address.");
    }
}
