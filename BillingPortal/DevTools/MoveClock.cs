using System.Globalization;
using System.Net.Http.Json;
using BillingPortal.Data;
using BillingPortal.Features.Emails;

namespace BillingPortal.DevTools;

/// <summary><c>clock advance 31d</c>: asks the running portal to move its clock, because only the process that runs can.</summary>
internal static class MoveClock
{
    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        if (words is not ["advance", [.. var number, 'd' or 'h'] span] || !double.TryParse(number, CultureInfo.InvariantCulture, out var count)) throw Verb.Misused("clock");
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        var address = app.Services.GetRequiredService<PortalLinks>().To("/dev/clock/advance");
        try
        {
            using var answer = await http.PostAsJsonAsync(address, new { days = span[^1] == 'd' ? count : 0, hours = span[^1] == 'h' ? count : 0 });
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException)
        {
            throw new ConfigurationProblem($"No portal answers at {address}. Start it, or name its address with --urls.");
        }
    }
}
