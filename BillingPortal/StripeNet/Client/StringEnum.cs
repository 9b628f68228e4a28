#nullable disable

namespace Stripe;

/// <summary>A word of Stripe's with a name of its own in C#.</summary>
public abstract class StringEnum(string value)
{
    public string Value { get; } = value;

    public override string ToString() => Value;
}
