namespace BillingPortal.Shared;

/// <summary>Who acts in this request or circuit. Read anew from the database at each request and before each circuit event, because claims in a live circuit go stale.</summary>
public sealed class CurrentActor
{
    public Actor Actor { get; private set; } = Actor.Nobody;

    /// <summary>Reads the actor anew where no circuit event does it: a page that refreshes itself must not show more than the person may still see.</summary>
    public Func<Task> ReadAgainAsync { get; set; } = () => Task.CompletedTask;

    public void Is(Actor actor) => Actor = actor;
}
