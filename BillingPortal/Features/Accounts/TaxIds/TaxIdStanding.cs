namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>What is known of an account's tax id beyond its form.</summary>
public enum TaxIdState
{
    /// <summary>Form and check digits are right; nobody can be asked online for this kind of id.</summary>
    WellFormed,

    /// <summary>VIES is about to be asked.</summary>
    Waiting,

    /// <summary>VIES, or a person who has looked it up, says that it is in force.</summary>
    Confirmed,

    /// <summary>VIES says that it is not in force.</summary>
    Refused,

    /// <summary>VIES could not answer; it is asked again.</summary>
    Unavailable,
}

/// <summary>The standing of an account's tax id, with the answer on which it rests. Whoever changes the id starts it anew.</summary>
public sealed class TaxIdStanding
{
    public required Guid AccountId { get; init; }

    /// <summary>Normalised: "DE136695976". Encrypted at rest.</summary>
    public required string TaxId { get; set; }

    /// <summary>ISO code of the country whose id it is; Greece is GR although its ids begin with EL.</summary>
    public required string Country { get; set; }

    public TaxIdState State { get; private set; }

    /// <summary>VIES's proof that it was asked.</summary>
    public string? ConsultationNumber { get; private set; }

    /// <summary>The VAT id in whose name VIES was asked.</summary>
    public string? Requester { get; private set; }

    /// <summary>As VIES has it. Encrypted at rest.</summary>
    public string? RegisteredName { get; private set; }

    /// <summary>Where the person who confirmed it by hand has looked; null where VIES has answered.</summary>
    public string? ConfirmedBecause { get; private set; }

    public DateTime? AnsweredAt { get; private set; }

    /// <summary>When VIES is to be asked next; null for ids that it does not know.</summary>
    public DateTime? AskAt { get; private set; }

    public int Tries { get; private set; }

    public long Version { get; private set; }

    public static TaxIdStanding Of(Guid accountId, CheckedTaxId id, DateTime now)
    {
        var standing = new TaxIdStanding { AccountId = accountId, TaxId = id.Text, Country = id.Country };
        standing.Restart(id, now);
        return standing;
    }

    public void Restart(CheckedTaxId id, DateTime now)
    {
        (TaxId, Country) = (id.Text, id.Country);
        (State, AskAt) = id.IsKnownToVies ? (TaxIdState.Waiting, now) : (TaxIdState.WellFormed, (DateTime?)null);
        (ConsultationNumber, Requester, RegisteredName, ConfirmedBecause, AnsweredAt, Tries) = (null, null, null, null, null, 0);
    }

    /// <summary>Takes down what VIES has said.</summary>
    public void Answer(ViesAnswer answer, DateTime now, DateTime again)
    {
        State = answer.IsValid ? TaxIdState.Confirmed : TaxIdState.Refused;
        (ConsultationNumber, Requester, RegisteredName, ConfirmedBecause, AnsweredAt, AskAt, Tries) = (answer.ConsultationNumber, answer.Requester, answer.Name, null, now, again, 0);
    }

    /// <summary>VIES did not answer. What it confirmed before stands meanwhile.</summary>
    public void Miss(DateTime again)
    {
        if (State is not (TaxIdState.Confirmed or TaxIdState.Refused)) State = TaxIdState.Unavailable;
        (AskAt, Tries) = (again, Tries + 1);
    }

    /// <summary>A person has looked it up elsewhere, for example in the register of a country that VIES does not know.</summary>
    public void ConfirmByHand(string because, DateTime now)
    {
        (State, ConfirmedBecause, AnsweredAt) = (TaxIdState.Confirmed, because, now);
        (ConsultationNumber, Requester, RegisteredName, AskAt, Tries) = (null, null, null, null, 0);
    }
}
