using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>Why a line is what it is, in words and figures: everything that the drawer shows.</summary>
public sealed record LineExplanation
{
    /// <summary>From 1, as in the address.</summary>
    public required int Position { get; init; }

    public required string Description { get; init; }

    public required Money Amount { get; init; }

    public required string Sentence { get; init; }

    /// <summary>The computation, top down.</summary>
    public required IReadOnlyList<ExplainedFigure> Steps { get; init; }

    /// <summary>"$24.9240, rounded once".</summary>
    public required string Result { get; init; }

    /// <summary>Empty where no rate is behind the line.</summary>
    public IReadOnlyList<ExplainedTier> Tiers { get; init; } = [];

    /// <summary>"Starter, price version 3".</summary>
    public string? PricedBy { get; init; }

    /// <summary>Discount and taxes of this line.</summary>
    public IReadOnlyList<ExplainedFigure> After { get; init; } = [];

    /// <summary>The usage behind it, by day; empty where none is.</summary>
    public IReadOnlyList<ExplainedDay> Days { get; init; } = [];

    /// <summary>"API calls".</summary>
    public string? Counted { get; init; }
}

public sealed record ExplainedFigure(string Name, string Value);

/// <param name="Units">"1 – 1,000,000".</param>
/// <param name="Used">How much of it this line uses.</param>
public sealed record ExplainedTier(string Units, string Price, string Used, string Amount, bool IsUsed);

public sealed record ExplainedDay(DateOnly Day, long Quantity);
