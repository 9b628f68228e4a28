using System.Globalization;
using System.Net;
using System.Text;

namespace BillingPortal.Features.Emails;

/// <summary>What an email says, block by block; the same blocks give its HTML and its plain text in the one frame that all our mail has.</summary>
public sealed class EmailBody(string title)
{
    private const string Brand = "#0b5a75", Ink = "#2c343c", Title = "#14191f", Muted = "#545e68", Line = "#e1e4e8";

    private readonly StringBuilder html = new();
    private readonly StringBuilder text = new();

    public EmailBody Paragraph(string words)
    {
        html.Append("<p style=\"margin:0 0 16px\">").Append(WebUtility.HtmlEncode(words)).Append("</p>");
        text.Append(words).Append("\n\n");
        return this;
    }

    /// <summary>Rows of a name and a value; values are right-aligned.</summary>
    public EmailBody Table(params IEnumerable<(string Name, string Value)> rows)
    {
        html.Append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 20px;border-collapse:collapse\">");
        foreach (var (name, value) in rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"padding:8px 0;border-bottom:1px solid {Line};color:{Muted}\">{WebUtility.HtmlEncode(name)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td align=\"right\" style=\"padding:8px 0;border-bottom:1px solid {Line};color:{Title};font-weight:600\">{WebUtility.HtmlEncode(value)}</td></tr>");
            text.Append(name).Append(": ").Append(value).Append('\n');
        }
        html.Append("</table>");
        text.Append('\n');
        return this;
    }

    public EmailBody Button(string words, Uri link)
    {
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 20px\"><a href=\"{WebUtility.HtmlEncode(link.AbsoluteUri)}\" style=\"display:inline-block;padding:11px 18px;border-radius:6px;")
            .Append(CultureInfo.InvariantCulture, $"background:{Brand};color:#ffffff;font-weight:600;text-decoration:none\">{WebUtility.HtmlEncode(words)}</a></p>");
        text.Append(words).Append(": ").Append(link.AbsoluteUri).Append("\n\n");
        return this;
    }

    /// <summary>A code that somebody copies by hand.</summary>
    public EmailBody Code(string code)
    {
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 20px;font:600 20px/1.4 Consolas,Menlo,monospace;letter-spacing:.08em;word-break:break-all;color:{Title}\">{WebUtility.HtmlEncode(code)}</p>");
        text.Append(code).Append("\n\n");
        return this;
    }

    /// <summary>Something in small print.</summary>
    public EmailBody Note(string words)
    {
        html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 16px;font-size:13px;color:{Muted}\">{WebUtility.HtmlEncode(words)}</p>");
        text.Append(words).Append("\n\n");
        return this;
    }

    /// <summary>A picture of one point that is asked for when the mail is shown; nothing in the plain text.</summary>
    public EmailBody Sight(Uri picture)
    {
        html.Append(CultureInfo.InvariantCulture, $"<img src=\"{WebUtility.HtmlEncode(picture.AbsoluteUri)}\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">");
        return this;
    }

    public string ToText() => $"{title}\n\n{text}-- \nBillingPortal\n";

    public string ToHtml() => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(title)}</title></head>
        <body style="margin:0;background:#f5f6f7;color:{Ink};font:15px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;text-align:left">
        <tr><td style="padding:0 0 16px;color:{Brand};font-weight:650;font-size:16px">BillingPortal</td></tr>
        <tr><td style="background:#ffffff;border:1px solid {Line};border-top:3px solid {Brand};border-radius:10px;padding:28px 28px 12px">
        <h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;color:{Title}">{WebUtility.HtmlEncode(title)}</h1>
        {html}
        </td></tr></table>
        </td></tr></table>
        </body></html>
        """;
}
