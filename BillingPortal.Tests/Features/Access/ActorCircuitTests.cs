using System.Security.Claims;
using BillingPortal.Features.Access;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Components.Authorization;

namespace BillingPortal.Tests.Features.Access;

public sealed class ActorCircuitTests
{
    [Fact]
    public async Task A_submit_does_not_overtake_the_change_before_it_though_its_reader_is_known_sooner()
    {
        var people = new SlowPeople();
        var begun = new List<int>();
        var circuit = new ActorCircuit(new CurrentActor(), new ActorReader(null!), people);
        Task Arrive(int number) => circuit.CreateInboundActivityHandler(_ => { begun.Add(number); return Task.CompletedTask; })(null!);

        var change = Arrive(1);
        var submit = Arrive(2);
        people.Answer(1);
        people.Answer(0);
        await Task.WhenAll(change, submit);

        begun.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_answer_from_the_browser_reaches_the_event_that_waits_for_it()
    {
        var people = new SlowPeople();
        people.Answer(0);
        people.Answer(1);
        var answered = new TaskCompletionSource();
        var circuit = new ActorCircuit(new CurrentActor(), new ActorReader(null!), people);

        var asks = circuit.CreateInboundActivityHandler(_ => answered.Task)(null!);
        var answers = circuit.CreateInboundActivityHandler(_ => { answered.SetResult(); return Task.CompletedTask; })(null!);

        await Task.WhenAll(asks, answers).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_event_whose_reader_cannot_be_read_does_not_keep_the_next_one_from_its_turn()
    {
        var people = new SlowPeople();
        people.Fail(0);
        people.Answer(1);
        var circuit = new ActorCircuit(new CurrentActor(), new ActorReader(null!), people);
        var begun = 0;

        var first = circuit.CreateInboundActivityHandler(_ => Task.CompletedTask)(null!);
        await circuit.CreateInboundActivityHandler(_ => { begun++; return Task.CompletedTask; })(null!).WaitAsync(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<TimeoutException>(first);
        begun.ShouldBe(1);
    }

    /// <summary>Says who is there when the test lets it, question by question.</summary>
    private sealed class SlowPeople : AuthenticationStateProvider
    {
        private readonly List<TaskCompletionSource<AuthenticationState>> questions = [new(), new()];
        private int asked;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => questions[asked++].Task;

        public void Answer(int question) => questions[question].SetResult(new(new ClaimsPrincipal()));

        public void Fail(int question) => questions[question].SetException(new TimeoutException());
    }
}
