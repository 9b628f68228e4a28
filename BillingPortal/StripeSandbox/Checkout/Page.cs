using System.Net;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>The frame around the sandbox's pages, with the stripe that nobody can mistake for a bank.</summary>
public static class Page
{
    public static IResult Html(string title, string body, int status = 200) => Results.Content($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{Text(title)} · Sandbox</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="/c/assets/checkout.css">
        </head>
        <body>
          <div class="hazard" aria-hidden="true"></div>
          <p class="notice"><strong>Sandbox. No bank is asked, no money moves.</strong> <span>Don't type a real card number here.</span></p>
          {body}
          <script src="/c/assets/checkout.js" defer></script>
        </body>
        </html>
        """, "text/html; charset=utf-8", null, status);

    public static IResult Message(string title, string text, string? link) => Html(title, $"""
        <main class="single">
          <h1>{Text(title)}</h1>
          <p class="lead">{Text(text)}</p>
          {(link is { Length: > 0 } ? $"""<p><a href="{Text(link)}">Back</a></p>""" : "")}
        </main>
        """);

    public static IResult NotFound() => Html("Nothing here", """
        <main class="single"><h1>Nothing here</h1><p class="lead">This page does not exist, or its time is over.</p></main>
        """, 404);

    public static string Text(string? value) => WebUtility.HtmlEncode(value ?? "");
}
