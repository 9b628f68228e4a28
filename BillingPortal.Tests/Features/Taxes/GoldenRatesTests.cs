using System.Globalization;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Taxes;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>What each place charges a business and a person on 22 November 2026, written down apart from the table: a change of the table that changes present law is noticed here.</summary>
public sealed class GoldenRatesTests
{
    private const string Golden = """
        US-AL ?/?; US-AK 0/0; US-AZ 5.6/5.6; US-AR 0/0; US-CA 0/0; US-CO 0/0; US-CT 1/6.35; US-DE 0/0; US-DC 7/7; US-FL 0/0; US-GA 0/0; US-HI 4/4; US-ID 0/0;
        US-IL 0/0; US-IN 0/0; US-IA 0/6; US-KS 0/0; US-KY 6/6; US-LA 5/5; US-ME 0/0; US-MD 3/6; US-MA 6.25/6.25; US-MI 0/0; US-MN 0/0; US-MS 0/0; US-MO 0/0;
        US-MT 0/0; US-NE 0/0; US-NV 0/0; US-NH 0/0; US-NJ 0/0; US-NM 4.875/4.875; US-NY 4/4; US-NC 0/0; US-ND 0/0; US-OH 5.75/0; US-OK 0/0; US-OR 0/0;
        US-PA 6/6; US-RI 7/7; US-SC 6/6; US-SD 4.2/4.2; US-TN 7/7; US-TX 5/5; US-UT 4.85/4.85; US-VT 6/6; US-VA 0/0; US-WA 6.5/6.5; US-WV 6/6; US-WI 0/0;
        US-WY 0/0; AT 20/20; BE 21/21; BG 20/20; HR 25/25; CY 19/19; CZ 21/21; DK 25/25; EE 24/24; FI 25.5/25.5; FR 20/20; DE 19/19; GR 24/24; HU 27/27;
        IE 23/23; IT 22/22; LV 21/21; LT 21/21; LU 17/17; MT 18/18; NL 21/21; PL 23/23; PT 23/23; RO 21/21; SK 23/23; SI 22/22; ES 21/21; SE 25/25; GB 20/20;
        NO 25/25; CH 8.1/8.1; LI 8.1/8.1; IS 24/24; CA-AB 5/5; CA-NT 5/5; CA-NU 5/5; CA-YT 5/5; CA-ON 13/13; CA-NB 15/15; CA-NL 15/15; CA-PE 15/15;
        CA-NS 14/14; CA-BC 12/12; CA-SK 11/11; CA-MB 12/12; CA-QC 14.975/14.975; AU 10/10; NZ 15/15; IN 18/18; JP 10/10; SG 9/9; KR 10/10; MX 16/16; BR ?/?;
        ZA 15/15; IL 18/18; TR 20/20; AE 5/5; SA 15/15; TW 5/5; TH 7/7; MY 8/8; ID 11/11; PH 12/12; CL 19/19; CO 19/19; AR 21/21;
        """;

    private static readonly DateTime Day = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[][] Rows =
        [.. Golden.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(' ', '/'))];

    public static IEnumerable<object[]> Places => Rows;

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Every_place_charges_what_is_written_down(string place, string business, string consumer)
    {
        (await TotalAsync(place, CustomerKind.Business)).ShouldBe(business);
        (await TotalAsync(place, CustomerKind.Consumer)).ShouldBe(consumer);
    }

    [Fact]
    public void No_place_of_the_table_is_left_out() =>
        TaxTable.All.Select(row => row.Region == "" ? row.Country : $"{row.Country}-{row.Region}").Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(Rows.Select(row => row[0]).Order(StringComparer.Ordinal));

    /// <summary>All components together; "?" where the law is unsettled.</summary>
    private static async Task<string> TotalAsync(string place, CustomerKind kind)
    {
        var taxes = (await new BuiltInTaxTable().AskAsync(new() { Country = place[..2], Region = place.Length > 2 ? place[3..] : null, CustomerKind = kind }, Day)).Value!.Components;
        return taxes.Any(tax => tax.Reason == TaxReasons.Unsettled) ? "?" : taxes.Sum(tax => tax.Percentage).ToString("0.####", CultureInfo.InvariantCulture);
    }
}
